// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.metrics.Confusion;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.Tally;
import dev.assay.statistics.resampling.Jackknife;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much each unit moves a metric of one cell, and how much one more image of a class could.
 *
 * @param ofUnit first-order change of the metric by each unit, in units of the metric; their sum is
 *     0 but for rounding
 * @param ofImage for each class, the change of the metric by one image decided otherwise; empty for
 *     metrics that do not follow from decisions
 */
record UnitInfluence(double[] ofUnit, double[] ofImage) {
  /** The step of a derivative, as a share of an image. */
  private static final long STEP = 1L << 20;

  /** Of the mean over the seeds; null if the metric is undefined without some single unit. */
  static @Nullable UnitInfluence of(
      LabelledSet set, Units units, Metric metric, List<Scores> seeds) {
    return metric.ofDecisions()
        ? ofDecisions(set, units, metric, seeds)
        : deleted(set, units, metric, seeds);
  }

  private static @Nullable UnitInfluence deleted(
      LabelledSet set, Units units, Metric metric, List<Scores> seeds) {
    Jackknife without = Jackknife.of(set, units, List.of(metric), seeds).get(metric);
    if (without == null || !without.defined()) {
      return null;
    }
    double scale = (units.count() - 1.0) / units.count();
    double[] ofUnit = new double[units.count()];
    Arrays.setAll(ofUnit, unit -> -without.deviation(unit) * scale);
    return new UnitInfluence(ofUnit, new double[0]);
  }

  /** By the derivatives of the metric with respect to the entries of the confusion matrix. */
  private static UnitInfluence ofDecisions(
      LabelledSet set, Units units, Metric metric, List<Scores> seeds) {
    int classes = set.classCount();
    double[] ofUnit = new double[units.count()];
    double[] ofImage = new double[classes];
    for (Scores scores : seeds) {
      long[] matrix = matrix(set, scores);
      Tally tally = new Tally(set.classes(), set.positive());
      double[] slopes = slopes(metric, tally, matrix);
      for (int row = 0; row < set.rows(); row++) {
        ofUnit[units.of(row)] +=
            slopes[set.truth(row) * classes + scores.predicted(row)] / seeds.size();
      }
      for (int c = 0; c < classes; c++) {
        ofImage[c] += oneImage(metric, tally, matrix, c, classes) / seeds.size();
      }
    }
    return new UnitInfluence(ofUnit, ofImage);
  }

  private static long[] matrix(LabelledSet set, Scores scores) {
    return Confusion.of(set, scores).counts().stream()
        .flatMap(List::stream)
        .mapToLong(Long::longValue)
        .toArray();
  }

  /** Metrics of decisions do not change when all counts are multiplied. */
  private static double[] slopes(Metric metric, Tally tally, long[] matrix) {
    long[] scaled = Arrays.stream(matrix).map(count -> count * STEP).toArray();
    double[] slopes = new double[matrix.length];
    for (int entry = 0; entry < matrix.length; entry++) {
      if (matrix[entry] == 0) {
        continue; // no image is there that could be weighed
      }
      scaled[entry]++;
      double more = raw(metric, tally, scaled);
      scaled[entry] -= 2;
      double fewer = raw(metric, tally, scaled);
      scaled[entry]++;
      slopes[entry] = (more - fewer) * STEP / 2;
    }
    return slopes;
  }

  private static double raw(Metric metric, Tally tally, long[] matrix) {
    tally.load(matrix);
    return metric.raw(tally);
  }

  /** The largest change by one image of the class that is decided otherwise. */
  private static double oneImage(Metric metric, Tally tally, long[] matrix, int c, int classes) {
    double now = raw(metric, tally, matrix);
    double largest = 0;
    int right = c * classes + c;
    for (int j = 0; j < classes; j++) {
      int wrong = c * classes + j;
      if (j == c || matrix[right] + matrix[wrong] == 0) {
        continue;
      }
      int from = matrix[right] > 0 ? right : wrong;
      int to = from == right ? wrong : right;
      matrix[from]--;
      matrix[to]++;
      double then = raw(metric, tally, matrix);
      matrix[from]++;
      matrix[to]--;
      largest = Double.isNaN(then) ? largest : Math.max(largest, Math.abs(then - now));
    }
    return largest;
  }
}
