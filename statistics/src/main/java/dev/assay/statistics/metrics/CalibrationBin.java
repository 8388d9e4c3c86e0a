// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One point of a reliability diagram: the images whose largest probability is in (lower, upper].
 *
 * @param images in the bin
 * @param accuracy share of them decided rightly; null without images
 * @param confidence mean of their largest probability; null without images
 */
public record CalibrationBin(
    double lower,
    double upper,
    long images,
    @Nullable Double accuracy,
    @Nullable Double confidence) {

  /** All 15 bins, the empty ones included. */
  public static List<CalibrationBin> of(LabelledSet set, Scores scores) {
    return Tally.ofAll(set, scores).calibrationBins();
  }
}
