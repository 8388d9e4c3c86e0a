// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import java.util.Map;

/** What people call metrics, besides the keys of files. Files have the keys alone. */
public final class MetricNames {
  private static final Map<String, Metric> NAMES =
      Map.ofEntries(
          Map.entry("sensitivity", Metric.RECALL_BINARY),
          Map.entry("recall", Metric.RECALL_BINARY),
          Map.entry("specificity", Metric.SPECIFICITY_BINARY),
          Map.entry("specificity_binary", Metric.SPECIFICITY_BINARY),
          Map.entry("ppv", Metric.PRECISION_BINARY),
          Map.entry("precision", Metric.PRECISION_BINARY),
          Map.entry("f1", Metric.F1_BINARY),
          Map.entry("average_precision", Metric.AVERAGE_PRECISION_POSITIVE),
          Map.entry("kappa", Metric.COHEN_KAPPA),
          Map.entry("kappa_quadratic", Metric.COHEN_KAPPA_QUADRATIC),
          Map.entry("quadratic_kappa", Metric.COHEN_KAPPA_QUADRATIC),
          Map.entry("brier", Metric.BRIER),
          Map.entry("ece", Metric.ECE));

  private MetricNames() {}

  /**
   * @param name a key, or one of the names above
   * @throws IllegalArgumentException if it is neither; the message lists the keys
   */
  public static Metric metric(String name) {
    Metric known = NAMES.get(name);
    return known != null ? known : Metric.ofKey(name);
  }
}
