package dev.assay.cli.evaluate;

import dev.assay.statistics.Metric;
import dev.assay.statistics.comparison.ComparisonPlan;
import java.util.List;

/**
 * What is computed of a test set.
 *
 * @param plan of the comparison, its resampling also that of each model's intervals
 * @param shown metrics of the table, the primary one first; the others are exploratory
 */
public record EvaluationSettings(ComparisonPlan plan, List<Metric> shown) {
  public EvaluationSettings {
    shown = List.copyOf(shown);
  }
}
