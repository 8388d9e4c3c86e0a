// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.metrics.Tally;
import dev.assay.statistics.random.CounterRandom;
import dev.assay.statistics.random.GammaDraw;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Joint draws of the confusion matrix of the population, from which every metric of decisions
 * follows: N. Toetsch and D. Hoffmann, PeerJ Comput. Sci. 7 (2021) e398.
 *
 * <p>Of each true class, the shares of the decisions are drawn from a Dirichlet distribution: the
 * counts of the test set, scaled to the class's {@link EffectiveImages}, plus 1/2 for the right
 * decision and 1/2 / (C - 1) for each other. With two classes that is Jeffreys' prior of the
 * sensitivity and of the specificity. The shares of the true classes are drawn from another
 * Dirichlet distribution, of the images of each class, divided by those in the unit of a typical
 * image, plus 1/2. Unlike a resample, a draw of a sensitivity of 1, or of a class with one patient,
 * has a spread.
 *
 * <p>With several seeds the matrix is their mean: one model as good as a typical seed.
 */
public final class ConfusionDraws {
  private static final int BLOCK = 256;
  private static final double PRIOR = 0.5;

  /** The draws are independent of the resamples of the same plan. */
  private static final long SALT = 0x5ca1ab1e_d1c1e7L;

  private final LabelledSet set;
  private final ResamplingPlan plan;

  /** Of the Dirichlet distributions of the decisions: rows true, columns predicted. */
  private final double[] shapes;

  /** Of that of the true classes. */
  private final double[] mix;

  public ConfusionDraws(LabelledSet set, List<Scores> seeds, ResamplingPlan plan) {
    this.set = set;
    this.plan = plan;
    int classes = set.classCount();
    shapes = new double[classes * classes];
    mix = new double[classes];
    for (Scores scores : seeds) {
      scores.mustFit(set);
      for (int row = 0; row < set.rows(); row++) {
        shapes[set.truth(row) * classes + scores.predicted(row)] += 1.0 / seeds.size();
      }
    }
    ClassShares shares = new ClassShares(set, seeds, plan);
    int[] images = set.imagesPerClass();
    double perImage = unitsPerImage();
    for (int t = 0; t < classes; t++) {
      mix[t] = images[t] * perImage + PRIOR;
      double scale = images[t] == 0 ? 0 : shares.recall(t).effective() / images[t];
      for (int p = 0; p < classes; p++) {
        double count = shapes[t * classes + p] * scale;
        shapes[t * classes + p] = count + (t == p ? PRIOR : PRIOR / (classes - 1));
      }
    }
  }

  /** One over the images in the unit of a typical image. */
  private double unitsPerImage() {
    Units units = set.units(plan.unit());
    double[] size = new double[units.count()];
    for (int row = 0; row < set.rows(); row++) {
      size[units.of(row)]++;
    }
    double squares = 0;
    for (double images : size) {
      squares += images * images;
    }
    return set.rows() / squares;
  }

  /**
   * The distributions of numbers that follow from the matrix, all from the same draws.
   *
   * @param statistics of a matrix of shares, whose total is 1
   */
  public List<Replicates> of(List<ToDoubleFunction<Tally>> statistics) {
    double[][] values = new double[statistics.size()][plan.resamples()];
    IntStream.range(0, (plan.resamples() + BLOCK - 1) / BLOCK)
        .parallel()
        .forEach(block -> fill(block, statistics, values));
    List<Replicates> all = new ArrayList<>();
    for (double[] ofStatistic : values) {
      all.add(new Replicates(ofStatistic));
    }
    return all;
  }

  private void fill(int block, List<ToDoubleFunction<Tally>> statistics, double[][] values) {
    int classes = set.classCount();
    Tally tally = new Tally(set.classes(), set.positive());
    double[] drawn = new double[shapes.length];
    double[] ofClass = new double[classes];
    int end = Math.min(plan.resamples(), (block + 1) * BLOCK);
    for (int b = block * BLOCK; b < end; b++) {
      GammaDraw gamma =
          new GammaDraw(CounterRandom.of(plan.seed() ^ SALT, CounterRandom.Use.ENTRIES, b));
      double total = 0;
      for (int t = 0; t < classes; t++) {
        ofClass[t] = gamma.next(mix[t]);
        total += ofClass[t];
      }
      for (int t = 0; t < classes; t++) {
        double sum = 0;
        for (int p = 0; p < classes; p++) {
          double share = gamma.next(shapes[t * classes + p]);
          drawn[t * classes + p] = share;
          sum += share;
        }
        for (int p = 0; p < classes; p++) {
          drawn[t * classes + p] *= ofClass[t] / total / sum;
        }
      }
      tally.load(drawn);
      for (int s = 0; s < values.length; s++) {
        values[s][b] = statistics.get(s).applyAsDouble(tally);
      }
    }
  }

  /**
   * The quantiles of the draws, and where their mean is off the point, as far again as that: the
   * hull of the draws and of the draws moved to the point.
   *
   * @param least that the number can be
   * @param most that it can be
   */
  public static Binomial.Bounds around(
      double point, Replicates draws, double confidence, double least, double most) {
    double tail = (1 - confidence) / 2;
    double shift = point - draws.mean();
    return new Binomial.Bounds(
        Math.max(least, Math.min(point, draws.quantile(tail) + Math.min(0, shift))),
        Math.min(most, Math.max(point, draws.quantile(1 - tail) + Math.max(0, shift))));
  }
}
