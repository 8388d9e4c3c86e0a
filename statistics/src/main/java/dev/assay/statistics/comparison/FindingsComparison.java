// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.FindingSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The declared comparison of models on a test set of several findings. For each metric the
 * differences of all findings and contrasts are one family; each single one is inferred as in a
 * question of two classes.
 *
 * @param models their names; contrasts refer to them by number
 * @param plan what was declared
 * @param metrics the primary one first
 * @param notes about the whole comparison
 */
public record FindingsComparison(
    List<String> models, ComparisonPlan plan, List<OfMetric> metrics, List<String> notes) {
  public FindingsComparison {
    models = List.copyOf(models);
    metrics = List.copyOf(metrics);
    notes = List.copyOf(notes);
  }

  /**
   * The family of one metric.
   *
   * @param primary whether it is the declared one; contrasts of others are exploratory
   * @param findings those that have areas, in the order of the set
   * @param means differences of the means over findings, a family of their own and exploratory
   * @param notes for the reader of the table; the reason, if nothing can be compared
   */
  public record OfMetric(
      Metric metric,
      boolean primary,
      List<OfFinding> findings,
      List<ContrastResult> means,
      List<String> notes) {
    public OfMetric {
      findings = List.copyOf(findings);
      means = List.copyOf(means);
      notes = List.copyOf(notes);
    }
  }

  /** The differences in one finding; adjusted together with those in all others. */
  public record OfFinding(String finding, List<ContrastResult> contrasts) {
    public OfFinding {
      contrasts = List.copyOf(contrasts);
    }
  }

  /**
   * @param models at least two, with scores of the rows of the set
   * @param exploratory further metrics; the primary one need not be among them
   * @throws IllegalArgumentException if the plan does not fit the models, or scores do not fit the
   *     set
   */
  public static FindingsComparison of(
      FindingSet set, List<FindingModel> models, ComparisonPlan plan, Set<Metric> exploratory) {
    models.forEach(model -> model.seeds().values().forEach(of -> of.mustFit(set)));
    List<String> names = models.stream().map(FindingModel::name).toList();
    List<Metric> metrics = ModelComparison.metrics(plan, names, exploratory);
    List<String> notes = new ArrayList<>();
    plan.interimAnalyses().note(names).ifPresent(notes::add);
    int units = set.units(plan.resampling().unit()).count();
    if (units < Intervals.FEW_UNITS) {
      notes.add(
          "only %d %ss".formatted(units, plan.resampling().unit().name().toLowerCase(Locale.ROOT)));
    }
    return new FindingsComparison(
        names,
        plan,
        metrics.stream().map(metric -> FindingFamily.of(set, models, plan, metric)).toList(),
        notes);
  }
}
