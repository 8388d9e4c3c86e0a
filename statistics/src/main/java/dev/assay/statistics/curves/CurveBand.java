// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.curves;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A curve with a band that has the true curve in it everywhere with this confidence, not at each
 * place by itself: of many intervals of 95 % along a curve, some miss it.
 *
 * @param points in ascending order of x; none if there is no curve
 * @param confidence of the whole band, in (0, 1)
 * @param reason why there is no curve, or none of it has a band; null if there is both
 */
public record CurveBand(List<Point> points, double confidence, @Nullable String reason) {
  public CurveBand {
    points = List.copyOf(points);
  }

  /**
   * @param y the estimate
   * @param lower end of the band; null without one
   * @param upper likewise
   */
  public record Point(double x, double y, @Nullable Double lower, @Nullable Double upper) {}

  /** A range of x, both ends among the points. */
  public record Range(double from, double to) {}

  static CurveBand none(double confidence, String reason) {
    return new CurveBand(List.of(), confidence, reason);
  }

  /** Where the whole band is above a line, as runs of neighbouring points. */
  public List<Range> above(double level) {
    return runs(i -> isAbove(points.get(i), level));
  }

  /** Where the band leaves out a line of slope 1 through the origin. */
  public List<Range> offDiagonal() {
    return runs(
        i -> {
          Point point = points.get(i);
          Double lower = point.lower();
          Double upper = point.upper();
          return lower != null && upper != null && (lower > point.x() || upper < point.x());
        });
  }

  private static boolean isAbove(Point point, double level) {
    Double lower = point.lower();
    return lower != null && lower > level;
  }

  private List<Range> runs(IntPredicate holds) {
    List<Range> runs = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= points.size(); i++) {
      boolean in = i < points.size() && holds.test(i);
      if (in && start < 0) {
        start = i;
      }
      if (!in && start >= 0) {
        runs.add(new Range(points.get(start).x(), points.get(i - 1).x()));
        start = -1;
      }
    }
    return runs;
  }
}
