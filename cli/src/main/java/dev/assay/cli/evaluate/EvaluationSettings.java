package dev.assay.cli.evaluate;

import dev.assay.statistics.comparison.ComparisonPlan;
import dev.assay.statistics.metrics.Metric;
import java.util.List;

/**
 * What is computed of a test set.
 *
 * @param plan of the comparison, its resampling also that of each model's intervals
 * @param shown metrics of the table, the primary one first; the others are exploratory
 * @param attributes columns by which the primary metric is split into subgroups
 */
public record EvaluationSettings(ComparisonPlan plan, List<Metric> shown, List<String> attributes) {
  public EvaluationSettings {
    shown = List.copyOf(shown);
    attributes = List.copyOf(attributes);
  }
}
