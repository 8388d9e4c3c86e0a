// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.statistics.comparison.ComparisonPlan;
import dev.assay.statistics.metrics.Metric;
import java.util.List;

/**
 * What is computed from a test set.
 *
 * @param plan the plan of the comparison; its resampling is also used for each model's intervals
 * @param shown metrics in the table, the primary one first; the others are exploratory
 * @param attributes columns whose values make the subgroups of the primary metric
 * @param thresholds of the net benefit of each model, ascending; empty: no curves
 * @param classesAreOrdered whether the user declared the order of the classes
 */
public record EvaluationSettings(
    ComparisonPlan plan,
    List<Metric> shown,
    List<String> attributes,
    List<Double> thresholds,
    boolean classesAreOrdered) {
  public EvaluationSettings {
    shown = List.copyOf(shown);
    attributes = List.copyOf(attributes);
    thresholds = List.copyOf(thresholds);
  }

  public EvaluationSettings(
      ComparisonPlan plan, List<Metric> shown, List<String> attributes, List<Double> thresholds) {
    this(plan, shown, attributes, thresholds, false);
  }

  EvaluationSettings withOrderedClasses(boolean ordered) {
    return new EvaluationSettings(plan, shown, attributes, thresholds, ordered);
  }
}
