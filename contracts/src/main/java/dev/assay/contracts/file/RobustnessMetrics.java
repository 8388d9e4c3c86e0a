// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import dev.assay.contracts.Corruption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric of a cell on corruptions of its test images, and its drop against the same images as
 * they are. The drops of a cell are a family of their own.
 *
 * @param metric as in {@link MetricsFile}
 * @param clean on the images as they are, mean over the seeds; absent if undefined
 * @param rows one per corruption, in the order of the plan, then their mean if there are several
 * @param adjustedBy how p-values are adjusted over the rows; absent if nothing could be tested
 * @param notes for the reader
 */
public record RobustnessMetrics(
    String metric,
    @Nullable Double clean,
    List<CorruptedRow> rows,
    @Nullable String adjustedBy,
    List<String> notes) {
  public RobustnessMetrics {
    Check.text("metric", metric);
    rows = List.copyOf(Check.notEmpty("rows", rows));
    notes = notes == null ? List.of() : List.copyOf(notes);
  }

  /**
   * One corruption.
   *
   * @param corruption absent: the mean over all of them
   * @param point of the metric on the corrupted images, mean over the seeds; absent if undefined
   * @param lower end of its interval; absent without one, and for the mean
   * @param upper likewise
   * @param method how that interval was made
   * @param drop how much worse than on the images as they are: above 0 is worse, also for metrics
   *     of which less is better; absent if undefined
   * @param dropLower end of the paired interval of the drop
   * @param dropUpper likewise
   * @param dropMethod how that interval was made
   * @param simultaneousLower end of the interval that covers together with those of all rows
   * @param simultaneousUpper likewise
   * @param p of no drop, two-sided
   * @param adjustedP over the rows of the cell
   * @param reason why something is absent
   */
  public record CorruptedRow(
      @Nullable Corruption corruption,
      @Nullable Double point,
      @Nullable Double lower,
      @Nullable Double upper,
      @Nullable String method,
      @Nullable Double drop,
      @Nullable Double dropLower,
      @Nullable Double dropUpper,
      @Nullable String dropMethod,
      @Nullable Double simultaneousLower,
      @Nullable Double simultaneousUpper,
      @Nullable Double p,
      @Nullable Double adjustedP,
      @Nullable String reason) {
    public CorruptedRow {
      half("an interval", lower, upper);
      half("an interval of its drop", dropLower, dropUpper);
      half("a simultaneous interval", simultaneousLower, simultaneousUpper);
      if (drop == null && (reason == null || reason.isBlank())) {
        throw new IllegalArgumentException("a row of a corruption has no drop and no reason");
      }
    }

    private static void half(String what, @Nullable Double lower, @Nullable Double upper) {
      if ((lower == null) != (upper == null)) {
        throw new IllegalArgumentException("a row of a corruption has half of " + what);
      }
    }
  }
}
