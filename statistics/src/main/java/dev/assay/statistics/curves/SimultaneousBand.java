// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.curves;

import dev.assay.statistics.intervals.Binomial;
import dev.assay.statistics.intervals.ConfusionDraws;
import dev.assay.statistics.intervals.Mover;
import dev.assay.statistics.resampling.Replicates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A band of quantiles of drawn curves, all of the same tail: the largest at which the wanted share
 * of the drawn curves is inside everywhere. J. L. Montiel Olea and M. Plagborg-Moller, J. Appl.
 * Econometrics 34 (2019) 1-17, algorithm 2.
 */
final class SimultaneousBand {
  /** Places from the end of the draws: no quantile is beyond them. */
  private static final double LEAST = 0.5;

  private final Replicates[] places;
  private final double tail;

  /**
   * @param drawn for each place the values of all draws
   */
  SimultaneousBand(double[][] drawn, double confidence) {
    places = new Replicates[drawn.length];
    int draws = drawn[0].length;
    int[][] outermost = new int[drawn.length][];
    IntStream.range(0, drawn.length)
        .parallel()
        .forEach(
            place -> {
              double[] values = drawn[place];
              outermost[place] = depths(values);
              places[place] = new Replicates(values);
            });
    int[] depth = outermost[0].clone();
    for (int[] ofPlace : outermost) {
      for (int b = 0; b < draws; b++) {
        depth[b] = Math.min(depth[b], ofPlace[b]);
      }
    }
    Arrays.sort(depth);
    // at most this many curves may leave the band
    int left = (int) Math.floor((1 - confidence) * draws);
    tail = Math.max(LEAST, depth[left] - 1) / (draws - 1);
  }

  /** Of each value, how many are not beyond it on its nearer side, itself among them. */
  private static int[] depths(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    int[] depths = new int[values.length];
    for (int b = 0; b < values.length; b++) {
      int first = Arrays.binarySearch(sorted, values[b]);
      int last = first;
      while (first > 0 && sorted[first - 1] == values[b]) {
        first--;
      }
      while (last < sorted.length - 1 && sorted[last + 1] == values[b]) {
        last++;
      }
      depths[b] = Math.min(last + 1, values.length - first);
    }
    return depths;
  }

  /**
   * @param x of the places
   * @param ofSeeds for each seed the values of the test set itself
   * @param least for each place the least that the value can be
   * @param most likewise
   */
  List<CurveBand.Point> around(double[] x, double[][] ofSeeds, double[] least, double[] most) {
    List<CurveBand.Point> points = new ArrayList<>();
    double pointwise = 1 - 2 * tail;
    for (int k = 0; k < x.length; k++) {
      int place = k;
      double[] values = Arrays.stream(ofSeeds).mapToDouble(of -> of[place]).toArray();
      double point = Arrays.stream(values).average().orElseThrow();
      Binomial.Bounds bounds =
          ConfusionDraws.around(point, places[k], pointwise, least[k], most[k]);
      if (values.length > 1) {
        bounds = Mover.overSeeds(point, bounds, values, pointwise);
      }
      points.add(
          new CurveBand.Point(
              x[k], point, Math.max(least[k], bounds.lower()), Math.min(most[k], bounds.upper())));
    }
    return points;
  }
}
