// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.plan;

import dev.assay.statistics.planning.Goal;
import dev.assay.statistics.planning.Simulated;
import dev.assay.statistics.planning.TestSetPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The plan of a test set: the document of {@code --json} and the source of the text and the curve.
 *
 * @param metric key of the metric
 * @param goal in words
 * @param quantity what the values are: width or power
 * @param wanted width or power
 * @param patients that are needed
 * @param images expected
 * @param formula null where there is none
 * @param simulated null if nothing was drawn
 * @param curve other numbers of patients, ascending
 * @param seed of the simulation
 * @param assumptions one sentence each
 * @param notes for the reader of the plan
 */
public record PlanDocument(
    String metric,
    String goal,
    String quantity,
    double wanted,
    int patients,
    double images,
    @Nullable ByFormula formula,
    @Nullable Drawn simulated,
    List<Point> curve,
    long seed,
    List<String> assumptions,
    List<String> notes) {

  /**
   * @param patients that are needed by the formula alone
   * @param value width or power of that number by the formula
   */
  public record ByFormula(String name, int patients, double value) {}

  /**
   * @param value mean width, or share of the sets with the finding
   * @param standardError of the value, the Monte Carlo error
   * @param sets that were drawn
   * @param without share of these that have no interval or no test
   */
  public record Drawn(double value, double standardError, int sets, double without) {
    static @Nullable Drawn of(@Nullable Simulated of) {
      return of == null ? null : new Drawn(of.value(), of.standardError(), of.sets(), of.without());
    }
  }

  /**
   * @param formula width or power by the formula; null where there is none
   * @param simulated null if nothing was drawn
   */
  public record Point(
      int patients, double images, @Nullable Double formula, @Nullable Drawn simulated) {}

  /** The document of a plan. */
  public static PlanDocument of(TestSetPlan plan, List<TestSetPlan.Point> curve, long seed) {
    TestSetPlan.ByFormula formula = plan.byFormula();
    return new PlanDocument(
        plan.metric().key(),
        plan.goal().text(),
        plan.goal() instanceof Goal.Width ? "width" : "power",
        plan.goal().wanted(),
        plan.patients(),
        plan.images(),
        formula == null ? null : new ByFormula(formula.name(), formula.patients(), formula.value()),
        Drawn.of(plan.simulated()),
        curve.stream()
            .map(
                point ->
                    new Point(
                        point.patients(),
                        point.images(),
                        point.byFormula(),
                        Drawn.of(point.simulated())))
            .toList(),
        seed,
        plan.assumptions(),
        plan.notes());
  }
}
