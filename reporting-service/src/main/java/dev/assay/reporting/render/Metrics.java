package dev.assay.reporting.render;

import dev.assay.contracts.file.MetricsFile.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The metrics that tables show, and how they are called there. */
enum Metrics {
  ACCURACY("accuracy", "Accuracy"),
  BALANCED_ACCURACY("balanced_accuracy", "Balanced acc."),
  F1_WEIGHTED("f1_weighted", "F1 (weighted)"),
  AUROC("auroc", "AUROC");

  private final String id;
  private final String heading;

  Metrics(String id, String heading) {
    this.id = id;
    this.heading = heading;
  }

  /** As in a metrics file. */
  String id() {
    return id;
  }

  String heading() {
    return heading;
  }

  /** Of any metric: its own name where tables have no other. */
  static String heading(String name) {
    return Arrays.stream(values())
        .filter(metric -> metric.id.equals(name))
        .findFirst()
        .map(Metrics::heading)
        .orElse(name);
  }

  Optional<Metric> in(List<Metric> metrics) {
    return find(metrics, id);
  }

  static Optional<Metric> find(List<Metric> metrics, String id) {
    return metrics.stream().filter(m -> m.name().equals(id)).findFirst();
  }
}
