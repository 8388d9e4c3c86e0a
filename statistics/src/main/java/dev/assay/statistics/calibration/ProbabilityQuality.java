// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.calibration;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How good probabilities are as probabilities, without intervals: the values that are reported of a
 * model before and after its calibration.
 */
public final class ProbabilityQuality {
  private static final List<Metric> METRICS =
      List.of(Metric.LOG_LOSS, Metric.BRIER, Metric.ECE, Metric.MCE);

  private ProbabilityQuality() {}

  /**
   * @return log loss, Brier score and calibration errors under their keys, and of two classes
   *     {@code calibration_intercept} and {@code calibration_slope} of the positive one (or else of
   *     the second); without what is undefined
   */
  public static SortedMap<String, Double> of(LabelledSet set, Scores scores) {
    SortedMap<String, Double> values = new TreeMap<>();
    for (Metric metric : METRICS) {
      metric.of(set, scores).number().ifPresent(value -> values.put(metric.key(), value));
    }
    if (set.classCount() == 2) {
      CalibrationLine.of(set, scores, set.positive().orElse(1))
          .ifPresent(
              line -> {
                values.put("calibration_intercept", line.intercept());
                values.put("calibration_slope", line.slope());
              });
    }
    return values;
  }

  /**
   * Means over training seeds, of what is defined for each of them.
   *
   * @param seeds at least one
   */
  public static SortedMap<String, Double> mean(LabelledSet set, List<Scores> seeds) {
    List<SortedMap<String, Double>> all = seeds.stream().map(scores -> of(set, scores)).toList();
    SortedMap<String, Double> means = new TreeMap<>();
    for (String key : all.get(0).keySet()) {
      if (all.stream().allMatch(values -> values.containsKey(key))) {
        means.put(
            key,
            all.stream()
                .mapToDouble(values -> values.getOrDefault(key, Double.NaN))
                .average()
                .orElseThrow());
      }
    }
    return means;
  }
}
