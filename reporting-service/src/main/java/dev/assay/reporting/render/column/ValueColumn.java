// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.column;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import java.util.List;
import java.util.Optional;

/**
 * The columns with numbers: a metric of the validation images, and metrics of the test images.
 * Means are over the findings that images may show.
 */
public enum ValueColumn {
  VALIDATION_ACCURACY("accuracy", "Val. accuracy", false),
  ACCURACY("accuracy"),
  BALANCED_ACCURACY("balanced_accuracy"),
  F1_WEIGHTED("f1_weighted"),
  AUROC("auroc"),
  VALIDATION_MEAN_AUROC("auroc", "Val. mean AUROC", false),
  MEAN_AUROC("auroc", "Mean AUROC", true),
  MEAN_AVERAGE_PRECISION("average_precision_positive", "Mean average precision", true);

  /** With more than two classes {@code auroc} is this. */
  private static final String AUROC_OF_CLASSES =
      dev.assay.statistics.metrics.Metric.AUROC_OVR_MACRO.label();

  private final String metric;
  private final String heading;
  private final boolean test;

  /** A metric of the test images under the label that its declaration gives it. */
  ValueColumn(String metric) {
    this(metric, dev.assay.statistics.metrics.Metric.ofKey(metric).label(), true);
  }

  ValueColumn(String metric, String heading, boolean test) {
    this.metric = metric;
    this.heading = heading;
    this.test = test;
  }

  public String heading() {
    return heading;
  }

  /** Whether it shows this metric of the test images. */
  public boolean shows(String key) {
    return test && metric.equals(key);
  }

  /**
   * The heading in a table whose data sets have so many classes at most: which of the areas of
   * several classes it is, cannot be left to the reader.
   */
  public String heading(int classes) {
    return this == AUROC && classes > 2 ? AUROC_OF_CLASSES : heading;
  }

  /** As a metrics file has it. */
  public Optional<Metric> stored(MetricsFile file) {
    return find(test ? file.metrics().test() : file.metrics().validation());
  }

  /**
   * As a table shows it. A metric of validation images has no interval there: they chose the
   * checkpoint, so an interval from them would claim too much.
   */
  public Optional<Metric> shown(MetricsFile file) {
    return test ? stored(file) : stored(file).map(ValueColumn::pointOnly);
  }

  /** Of the majority class on the test images; it has nothing to do with validation images. */
  public Optional<Metric> baseline(MetricsFile file) {
    return test ? find(file.metrics().baseline()) : Optional.empty();
  }

  private Optional<Metric> find(List<Metric> metrics) {
    return metrics.stream().filter(m -> m.name().equals(metric)).findFirst();
  }

  private static Metric pointOnly(Metric m) {
    return new Metric(
        m.name(), m.point(), null, null, null, m.perSeed(), m.seedSd(), 0, m.reason());
  }
}
