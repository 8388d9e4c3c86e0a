package dev.assay.statistics;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * k folds of one data set. Their results are never independent - any two training sets share images
 * - so a standard error over folds as if they were is too small: Y. Bengio and Y. Grandvalet, J.
 * Mach. Learn. Res. 5 (2004) 1089-1105. Two ways out: resample groups of the pooled out-of-fold
 * predictions, or correct the variance.
 */
public final class CrossValidation {
  private CrossValidation() {}

  /** One fold: what is true of its test images and what the model of the fold said. */
  public record Fold(LabelledSet set, Scores scores) {}

  /**
   * All out-of-fold predictions as one set, to be resampled by groups like any other.
   *
   * @throws IllegalArgumentException if folds have other classes, or a group is in two of them
   */
  public static Fold pooled(List<Fold> folds) {
    LabelledSet first = folds.get(0).set();
    List<String> groups = new ArrayList<>();
    List<double[]> probabilities = new ArrayList<>();
    List<Integer> truth = new ArrayList<>();
    List<Integer> decisions = new ArrayList<>();
    Set<String> before = new HashSet<>();
    for (Fold fold : folds) {
      LabelledSet set = fold.set();
      if (!set.classes().equals(first.classes())) {
        throw new IllegalArgumentException(
            "folds are of the classes " + first.classes() + " and " + set.classes());
      }
      for (String group : set.groups().names()) {
        if (!before.add(group)) {
          throw new IllegalArgumentException("a group has images in two folds");
        }
      }
      for (int row = 0; row < set.rows(); row++) {
        groups.add(set.groups().name(set.groups().of(row)));
        truth.add(set.truth(row));
        decisions.add(fold.scores().predicted(row));
        double[] values = new double[set.classCount()];
        for (int c = 0; c < values.length; c++) {
          values[c] = fold.scores().probability(row, c);
        }
        probabilities.add(values);
      }
    }
    return new Fold(
        new LabelledSet(
            first.classes(),
            first.positiveClass().orElse(null),
            truth.stream().mapToInt(Integer::intValue).toArray(),
            groups),
        new Scores(
            decisions.stream().mapToInt(Integer::intValue).toArray(),
            probabilities.toArray(double[][]::new)));
  }

  /**
   * Mean of the folds' values with the corrected t interval: variance (1/k + n_test/n_train) s^2, k
   * - 1 degrees of freedom. C. Nadeau and Y. Bengio, Mach. Learn. 52 (2003) 239-281.
   *
   * @param values of a metric, or of the difference of two models, on each fold; at least two
   * @param testShare n_test / n_train of a fold, such as 1/9 of ten folds
   */
  public static Binomial.Bounds corrected(double[] values, double testShare, double confidence) {
    if (values.length < 2 || !(testShare > 0)) {
      throw new IllegalArgumentException(
          values.length + " folds, n_test/n_train " + testShare + ": at least 2, and above 0");
    }
    double mean = 0;
    for (double value : values) {
      mean += value / values.length;
    }
    double sd = Seeds.standardDeviation(values);
    double t =
        TDistribution.of(values.length - 1.0).inverseSurvivalProbability((1 - confidence) / 2);
    double half = t * sd * Math.sqrt(1.0 / values.length + testShare);
    return new Binomial.Bounds(mean - half, mean + half);
  }
}
