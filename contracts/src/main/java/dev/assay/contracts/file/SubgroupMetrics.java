// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One metric of a cell in each subgroup of the test images, by one attribute.
 *
 * @param attribute name
 * @param metric the metric that is reported for each subgroup, as in {@link MetricsFile}
 * @param subgroups in the order of their values; cut points in the order of the numbers
 * @param notStated the images without a value; absent if there are none. The gap ignores them
 * @param gap the largest between two subgroups; absent if none was tested
 * @param reason why there is no gap, or no subgroup
 * @param notes for the reader
 * @param variation between three subgroups or more, such as sites; absent with fewer, with cut
 *     points, and in older files
 */
public record SubgroupMetrics(
    String attribute,
    String metric,
    List<Subgroup> subgroups,
    @Nullable Subgroup notStated,
    @Nullable Gap gap,
    @Nullable String reason,
    List<String> notes,
    @Nullable Variation variation) {
  public SubgroupMetrics {
    Check.text("attribute", attribute);
    Check.text("metric", metric);
    subgroups = subgroups == null ? List.of() : List.copyOf(subgroups);
    notes = notes == null ? List.of() : List.copyOf(notes);
    if ((gap == null) == (reason == null)) {
      throw new IllegalArgumentException(
          attribute + " has a largest gap, or the reason why it has none");
    }
  }

  /** Without variation between the subgroups. */
  public SubgroupMetrics(
      String attribute,
      String metric,
      List<Subgroup> subgroups,
      @Nullable Subgroup notStated,
      @Nullable Gap gap,
      @Nullable String reason,
      List<String> notes) {
    this(attribute, metric, subgroups, notStated, gap, reason, notes, null);
  }

  /**
   * How much the metric varies between subgroups beyond chance: a random-effects model of their
   * points and intervals.
   *
   * @param subgroups that have an interval, at least three
   * @param mean over them
   * @param lower end of its interval
   * @param upper likewise
   * @param betweenSd standard deviation between them, 0 if they vary less than chance
   * @param share of the variance of the points that is between them, in [0, 1): I squared
   * @param p of equal subgroups
   * @param predictedLower of the value in a further subgroup
   * @param predictedUpper likewise
   */
  public record Variation(
      int subgroups,
      double mean,
      double lower,
      double upper,
      double betweenSd,
      double share,
      double p,
      double predictedLower,
      double predictedUpper) {
    public Variation {
      Check.atLeast("subgroups", subgroups, 3);
      Check.within("p", p, 0, 1);
    }
  }

  /**
   * The images of one value.
   *
   * @param value of the attribute, or the range between two cut points
   * @param images number of test images
   * @param groups number of groups that have any of them
   * @param point mean over the seeds; absent if undefined
   * @param lower end of the interval; absent without one
   * @param upper likewise
   * @param method how the interval was made
   * @param reason why the point or the interval is absent
   */
  public record Subgroup(
      String value,
      int images,
      int groups,
      @Nullable Double point,
      @Nullable Double lower,
      @Nullable Double upper,
      @Nullable String method,
      @Nullable String reason) {
    public Subgroup {
      Check.text("value", value);
      Check.atLeast("images", images, 1);
      Check.atLeast("groups", groups, 1);
      if ((lower == null) != (upper == null)) {
        throw new IllegalArgumentException(value + " has half an interval");
      }
      if (lower == null && (reason == null || reason.isBlank())) {
        throw new IllegalArgumentException(value + " has no interval and no reason");
      }
    }
  }

  /**
   * The largest difference between two subgroups.
   *
   * @param highest value of the attribute with the highest point
   * @param lowest likewise
   * @param size highest point minus lowest
   * @param p p-value of a permutation test: the share of permutations of the attribute among the
   *     groups with a gap at least as large
   * @param permutations number of permutations
   */
  public record Gap(String highest, String lowest, double size, double p, int permutations) {
    public Gap {
      Check.text("highest", highest);
      Check.text("lowest", lowest);
      Check.within("p", p, Double.MIN_NORMAL, 1);
      Check.atLeast("permutations", permutations, 1);
    }
  }
}
