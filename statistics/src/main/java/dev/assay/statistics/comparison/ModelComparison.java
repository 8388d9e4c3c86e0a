// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The declared comparison of all cells of a study on one test set.
 *
 * @param cells their names; contrasts and points refer to them by number
 * @param images of the test set
 * @param units that were resampled: groups, or images
 * @param plan what was declared
 * @param metrics the primary one first, then the exploratory ones in the order of {@link Metric}
 * @param notes about the whole comparison, such as which interim analysis it is
 */
public record ModelComparison(
    List<String> cells,
    int images,
    int units,
    ComparisonPlan plan,
    List<MetricComparison> metrics,
    List<String> notes) {

  /** With fewer units that distinguish two models, only exact tests are to be trusted. */
  public static final int FEW_DISCORDANT = 10;

  public ModelComparison {
    cells = List.copyOf(cells);
    metrics = List.copyOf(metrics);
    notes = List.copyOf(notes);
  }

  /**
   * @param set the test set
   * @param cells at least two, with scores of its rows
   * @param exploratory further metrics; the primary one need not be among them
   * @throws IllegalArgumentException if the plan does not fit the cells, or scores do not fit the
   *     set
   */
  public static ModelComparison of(
      LabelledSet set, List<ComparedCell> cells, ComparisonPlan plan, Set<Metric> exploratory) {
    List<String> names = cells.stream().map(ComparedCell::name).toList();
    List<Metric> wanted = metrics(plan, names, exploratory);
    FamilyComparison comparison = new FamilyComparison(set, cells, plan, wanted);
    List<String> notes = new ArrayList<>();
    plan.interimAnalyses().note(names).ifPresent(notes::add);
    return new ModelComparison(
        names,
        set.rows(),
        set.units(plan.resampling().unit()).count(),
        plan,
        wanted.stream().map(comparison::of).toList(),
        notes);
  }

  /** The primary metric and then the others, of a plan that fits the cells. */
  static List<Metric> metrics(ComparisonPlan plan, List<String> names, Set<Metric> exploratory) {
    if (new HashSet<>(names).size() != names.size()) {
      throw new IllegalArgumentException("two cells of one name: " + names);
    }
    if (plan.family().contrasts(names).stream().distinct().count()
        != plan.family().contrasts(names).size()) {
      throw new IllegalArgumentException("a contrast is declared twice");
    }
    Set<Metric> others = EnumSet.noneOf(Metric.class);
    others.addAll(exploratory);
    others.remove(plan.primary());
    List<Metric> wanted = new ArrayList<>();
    wanted.add(plan.primary());
    wanted.addAll(others);
    return wanted;
  }

  /** The one metric of which contrasts are confirmatory. */
  public MetricComparison primary() {
    return metrics.get(0);
  }
}
