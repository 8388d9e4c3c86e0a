// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.curves;

import dev.assay.statistics.intervals.Binomial;
import dev.assay.statistics.intervals.UnitsNeeded;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * How frequent the positive class is where the model gives it a probability, taken not to fall
 * where the probability rises. The estimate is isotonic regression, by pooling adjacent violators:
 * T. Dimitriadis, T. Gneiting and A. I. Jordan, PNAS 118 (2021) e2016191118. The band is that of T.
 * Dimitriadis, L. Dumbgen, A. Henzi, M. Puke and J. Ziegel, Biometrika 110 (2023) 663-680: of every
 * run of neighbouring blocks of images, the bound of Clopper and Pearson holds for all that is
 * beyond it; all bounds hold together by Bonferroni, whatever the curve. The images of a unit are
 * taken for as alike as can be (Kish's number). Several seeds are pooled: the curve is that of a
 * seed drawn at random.
 */
public final class CalibrationCurve {
  /** Blocks of as many images, and as many of the same width. */
  private static final int BLOCKS = 10;

  private static final int PER_CENT = 100;

  private final double[] probability;
  private final boolean[] is;
  private final int[] unit;
  private final ResamplingPlan plan;

  private CalibrationCurve(LabelledSet set, List<Scores> seeds, ResamplingPlan plan, int positive) {
    this.plan = plan;
    int rows = set.rows();
    int[] order =
        IntStream.range(0, rows * seeds.size())
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(
                        i -> seeds.get(i / rows).probability(i % rows, positive))
                    .thenComparingInt(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    Units units = set.units(plan.unit());
    probability =
        Arrays.stream(order)
            .mapToDouble(i -> seeds.get(i / rows).probability(i % rows, positive))
            .toArray();
    is = new boolean[order.length];
    unit = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      is[i] = set.truth(order[i] % rows) == positive;
      unit[i] = units.of(order[i] % rows);
    }
  }

  /**
   * At every whole per cent between the smallest and the largest probability, and at these.
   *
   * @param set with a positive class
   * @param seeds of the model, at least one
   * @param plan its confidence and unit
   */
  public static CurveBand of(LabelledSet set, List<Scores> seeds, ResamplingPlan plan) {
    String reason = Curves.whyNone(set);
    if (reason != null) {
      return CurveBand.none(plan.confidence(), reason);
    }
    CalibrationCurve curve = new CalibrationCurve(set, seeds, plan, set.positive().orElseThrow());
    double[] x = curve.places();
    double[] fitted = curve.isotonic();
    double[] y = Arrays.stream(x).map(place -> curve.at(place, fitted)).toArray();
    if (set.units(plan.unit()).count() < 2) {
      return Curves.withoutBand(
          x, new double[][] {y}, plan.confidence(), UnitsNeeded.oneUnit(plan));
    }
    return curve.band(x, y);
  }

  private double[] places() {
    TreeSet<Double> places = new TreeSet<>();
    double smallest = probability[0];
    double largest = probability[probability.length - 1];
    places.add(smallest);
    places.add(largest);
    for (int i = 0; i <= PER_CENT; i++) {
      double place = i / (double) PER_CENT;
      if (place > smallest && place < largest) {
        places.add(place);
      }
    }
    return places.stream().mapToDouble(Double::doubleValue).toArray();
  }

  /** The fit of each row; rows of equal probability have the same. */
  private double[] isotonic() {
    int[] end = new int[probability.length];
    double[] hits = new double[probability.length];
    double[] images = new double[probability.length];
    int blocks = 0;
    for (int i = 0; i < probability.length; ) {
      int next = i;
      double positives = 0;
      while (next < probability.length && probability[next] == probability[i]) {
        positives += is[next++] ? 1 : 0;
      }
      hits[blocks] = positives;
      images[blocks] = next - i;
      end[blocks++] = next;
      while (blocks > 1
          && hits[blocks - 2] * images[blocks - 1] >= hits[blocks - 1] * images[blocks - 2]) {
        hits[blocks - 2] += hits[blocks - 1];
        images[blocks - 2] += images[blocks - 1];
        end[blocks - 2] = end[blocks - 1];
        blocks--;
      }
      i = next;
    }
    double[] fitted = new double[probability.length];
    int row = 0;
    for (int b = 0; b < blocks; b++) {
      while (row < end[b]) {
        fitted[row++] = hits[b] / images[b];
      }
    }
    return fitted;
  }

  /** Linear between the neighbouring rows. */
  private double at(double place, double[] fitted) {
    int after = firstFrom(place);
    if (probability[after] == place || after == 0) {
      return fitted[after];
    }
    double share = (place - probability[after - 1]) / (probability[after] - probability[after - 1]);
    return fitted[after - 1] + share * (fitted[after] - fitted[after - 1]);
  }

  /** The first row of at least this probability. */
  private int firstFrom(double place) {
    int row = 0;
    while (probability[row] < place) {
      row++;
    }
    return row;
  }

  /** One run of blocks: for how many images its bounds hold is known from its probabilities. */
  private record Run(double from, double to, double lower, double upper) {}

  private CurveBand band(double[] x, double[] y) {
    List<Run> runs = runs();
    List<CurveBand.Point> points = new ArrayList<>();
    for (int k = 0; k < x.length; k++) {
      double lower = 0;
      double upper = 1;
      for (Run run : runs) {
        lower = run.to <= x[k] ? Math.max(lower, run.lower) : lower;
        upper = run.from >= x[k] ? Math.min(upper, run.upper) : upper;
      }
      points.add(new CurveBand.Point(x[k], y[k], Math.min(lower, y[k]), Math.max(upper, y[k])));
    }
    return new CurveBand(points, plan.confidence(), null);
  }

  private List<Run> runs() {
    int[] starts = starts();
    int blocks = starts.length - 1;
    int bounds = blocks * (blocks + 1);
    double each = 1 - 2 * (1 - plan.confidence()) / bounds;
    List<Run> runs = new ArrayList<>();
    for (int from = 0; from < blocks; from++) {
      for (int to = from + 1; to <= blocks; to++) {
        runs.add(run(starts[from], starts[to], each));
      }
    }
    return runs;
  }

  private Run run(int from, int to, double confidence) {
    int[] images = new int[Arrays.stream(unit).max().orElseThrow() + 1];
    int hits = 0;
    for (int i = from; i < to; i++) {
      images[unit[i]]++;
      hits += is[i] ? 1 : 0;
    }
    double squares = Arrays.stream(images).mapToDouble(n -> (double) n * n).sum();
    double n = to - from;
    Binomial.Bounds bounds = Binomial.CLOPPER_PEARSON.of(hits / n, n * n / squares, confidence);
    return new Run(probability[from], probability[to - 1], bounds.lower(), bounds.upper());
  }

  /** Rows at which blocks begin, and the end; chosen by the probabilities alone. */
  private int[] starts() {
    TreeSet<Integer> starts = new TreeSet<>(List.of(0, probability.length));
    for (int b = 1; b < BLOCKS; b++) {
      starts.add(firstFrom(probability[(int) ((long) b * probability.length / BLOCKS)]));
      double place = (double) b / BLOCKS;
      if (place > probability[0] && place <= probability[probability.length - 1]) {
        starts.add(firstFrom(place));
      }
    }
    return starts.stream().mapToInt(Integer::intValue).toArray();
  }
}
