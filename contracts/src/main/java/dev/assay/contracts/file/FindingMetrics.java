// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation found for one of several findings, among the images for which it is known.
 *
 * @param finding its name
 * @param present test images in which it is present
 * @param absent test images in which it is absent
 * @param unknown test images for which it is not known; they count in no metric
 * @param leftOut why it has no value and is not in the mean over findings; absent: it is in it
 * @param test metrics on the test images, with intervals
 * @param validation points on the validation images
 * @param baseline metrics of giving each image the share of the training images that have the
 *     finding
 */
public record FindingMetrics(
    String finding,
    int present,
    int absent,
    int unknown,
    @Nullable String leftOut,
    List<MetricsFile.Metric> test,
    List<MetricsFile.Metric> validation,
    List<MetricsFile.Metric> baseline) {
  public FindingMetrics {
    Check.text("finding", finding);
    Check.atLeast("present", present, 0);
    Check.atLeast("absent", absent, 0);
    Check.atLeast("unknown", unknown, 0);
    test = List.copyOf(Check.notEmpty("test", test));
    validation = List.copyOf(Check.notEmpty("validation", validation));
    baseline = List.copyOf(Check.notEmpty("baseline", baseline));
  }

  /** The metric of this name on the test images; null if it is not there. */
  public MetricsFile.@Nullable Metric test(String name) {
    return test.stream().filter(metric -> metric.name().equals(name)).findFirst().orElse(null);
  }
}
