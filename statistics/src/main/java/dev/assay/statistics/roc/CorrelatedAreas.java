package dev.assay.statistics.roc;

import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntToDoubleFunction;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Areas under the ROC curves of M models on the same rows, with their covariance matrix.
 *
 * <p>The area is the Mann-Whitney share of (positive, negative) pairs in the right order, equal
 * scores counted half. The structural component of a positive is the share of negatives below it,
 * that of a negative the share of positives above it: differences of mid-ranks, found by sorting in
 * O(n log n) as in X. Sun and W. Xu, IEEE Signal Process. Lett. 21 (2014) 1389-1393, instead of in
 * O(m n).
 *
 * <p>With every row a group of its own the covariance is that of E. R. DeLong, D. M. DeLong and D.
 * L. Clarke-Pearson, Biometrics 44 (1988) 837-845; with groups it is that of N. A. Obuchowski,
 * Biometrics 53 (1997) 567-578, in which components are summed within a group before they are
 * squared, and a group that holds positives and negatives brings a cross term. The first is the
 * second for groups of one: there is one formula here.
 */
public final class CorrelatedAreas {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Areas are whole numbers over twice the pairs; weighted sums of equal ones miss 0 by less. */
  private static final double ROUNDING = 1e-14;

  private final double[] areas;

  /** Per model and group: the group's sum of centred components of positives, over positives. */
  private final double[][] ofPositives;

  /** The same of negatives. */
  private final double[][] ofNegatives;

  private final int groups;
  private final int groupsWithPositives;
  private final int groupsWithNegatives;

  private CorrelatedAreas(boolean[] positive, double[][] scores, int[] groupOfRow) {
    groups = Arrays.stream(groupOfRow).max().orElseThrow() + 1;
    groupsWithPositives = groupsWith(true, positive, groupOfRow);
    groupsWithNegatives = groupsWith(false, positive, groupOfRow);
    areas = new double[scores.length];
    ofPositives = new double[scores.length][groups];
    ofNegatives = new double[scores.length][groups];
    for (int m = 0; m < scores.length; m++) {
      fill(m, positive, scores[m], groupOfRow);
    }
  }

  /**
   * DeLong's: rows are independent.
   *
   * @param positive of each row, whether it is of the class to be found
   * @param scores models x rows; the higher, the more likely positive
   * @throws IllegalArgumentException if there is no positive, no negative, or a score is no number
   */
  public static CorrelatedAreas ofIndependentRows(boolean[] positive, double[][] scores) {
    int[] own = new int[positive.length];
    Arrays.setAll(own, row -> row);
    return ofGroupedRows(positive, scores, own);
  }

  /**
   * Obuchowski's: groups are independent, rows within a group are not.
   *
   * @param groupOfRow from 0 on without gaps
   * @throws IllegalArgumentException as above
   */
  public static CorrelatedAreas ofGroupedRows(
      boolean[] positive, double[][] scores, int[] groupOfRow) {
    if (positive.length != groupOfRow.length) {
      throw new IllegalArgumentException(
          positive.length + " rows, but groups of " + groupOfRow.length);
    }
    for (double[] ofModel : scores) {
      if (ofModel.length != positive.length) {
        throw new IllegalArgumentException(
            positive.length + " rows, but " + ofModel.length + " scores of a model");
      }
      for (int row = 0; row < ofModel.length; row++) {
        if (Double.isNaN(ofModel[row])) {
          throw new IllegalArgumentException("row " + row + ": the score is not a number");
        }
      }
    }
    int positives = count(true, positive);
    if (positives == 0 || positives == positive.length) {
      throw new IllegalArgumentException(
          "an area needs positives and negatives; of "
              + positive.length
              + " rows "
              + positives
              + " are positive");
    }
    return new CorrelatedAreas(positive, scores, groupOfRow);
  }

  private void fill(int model, boolean[] positive, double[] scores, int[] groupOfRow) {
    double[] positives = sorted(true, positive, scores);
    double[] negatives = sorted(false, positive, scores);
    double pairs = (double) positives.length * negatives.length;
    // twice the number of pairs won, ties counted once: whole numbers, exact in any order
    long twice = 0;
    for (double score : positives) {
      twice += below(negatives, score) + notAbove(negatives, score);
    }
    double area = twice / (2 * pairs);
    areas[model] = area;
    for (int row = 0; row < scores.length; row++) {
      double score = scores[row];
      if (positive[row]) {
        double share =
            (below(negatives, score) + notAbove(negatives, score)) / (2.0 * negatives.length);
        ofPositives[model][groupOfRow[row]] += (share - area) / positives.length;
      } else {
        long above = 2L * positives.length - below(positives, score) - notAbove(positives, score);
        double share = above / (2.0 * positives.length);
        ofNegatives[model][groupOfRow[row]] += (share - area) / negatives.length;
      }
    }
  }

  public int models() {
    return areas.length;
  }

  /** In [0, 1]. */
  public double area(int model) {
    return areas[model];
  }

  /** Whether there are two groups with positives and two with negatives: fewer have no spread. */
  public boolean hasVariance() {
    return groupsWithPositives > 1 && groupsWithNegatives > 1;
  }

  /** Why there is no variance, for the reader of a table. */
  public String whyNoVariance() {
    return "fewer than two units with "
        + (groupsWithPositives > 1 ? "negatives" : "positives")
        + ": the area has no variance estimate";
  }

  /** Empty if {@link #hasVariance} says no. */
  public OptionalDouble covariance(int first, int second) {
    if (!hasVariance()) {
      return OptionalDouble.empty();
    }
    double[] p = ofPositives[first];
    double[] q = ofPositives[second];
    double[] s = ofNegatives[first];
    double[] t = ofNegatives[second];
    return OptionalDouble.of(
        scaled(groupsWithPositives, k -> p[k] * q[k])
            + scaled(groupsWithNegatives, k -> s[k] * t[k])
            + scaled(groups, k -> p[k] * t[k] + s[k] * q[k]));
  }

  /** Empty if {@link #hasVariance} says no. */
  public OptionalDouble standardError(int model) {
    OptionalDouble variance = covariance(model, model);
    return variance.isPresent()
        ? OptionalDouble.of(Math.sqrt(variance.getAsDouble()))
        : OptionalDouble.empty();
  }

  /**
   * area -+ z se, clipped to [0, 1]. A single point where the variance is 0, as for an area of 1:
   * right by the formula, useless as a claim; {@link #logit} is empty there.
   */
  public Optional<AreaInterval> wald(int model, double confidence) {
    OptionalDouble error = standardError(model);
    if (error.isEmpty()) {
      return Optional.empty();
    }
    double half = quantile(confidence) * error.getAsDouble();
    return Optional.of(
        new AreaInterval(Math.max(0, areas[model] - half), Math.min(1, areas[model] + half)));
  }

  /**
   * Wald on the scale of log(A / (1 - A)), whose standard error is se / (A (1 - A)): inside (0, 1)
   * and closer to its confidence for areas near 1 (M. S. Pepe, The Statistical Evaluation of
   * Medical Tests, Oxford 2003, section 5.2). Empty for an area of 0 or 1, or of no spread.
   */
  public Optional<AreaInterval> logit(int model, double confidence) {
    return logitWithQuantile(model, quantile(confidence));
  }

  /**
   * The same with a quantile of the caller's, such as Student's t on the number of groups.
   *
   * @param quantile how many standard errors to either side
   */
  public Optional<AreaInterval> logitWithQuantile(int model, double quantile) {
    double area = areas[model];
    double error = standardError(model).orElse(0);
    if (error == 0 || area <= 0 || area >= 1) {
      return Optional.empty();
    }
    double middle = Math.log(area / (1 - area));
    double half = quantile * error / (area * (1 - area));
    return Optional.of(new AreaInterval(expit(middle - half), expit(middle + half)));
  }

  /**
   * The paired test of two of the models.
   *
   * @param confidence of the interval of the difference, in (0, 1)
   */
  public AreaDifference compare(int first, int second, double confidence) {
    double[] weights = new double[areas.length];
    weights[first] += 1;
    weights[second] -= 1;
    return contrast(weights, confidence);
  }

  /**
   * The test that a weighted sum of the areas is 0, such as one mean over seeds minus another. The
   * variance is computed from the sums of the components, not from a sum of covariances: no digits
   * are lost between models that are nearly equal.
   *
   * @param weights one per model
   * @param confidence of the interval of the sum, in (0, 1)
   */
  public AreaDifference contrast(double[] weights, double confidence) {
    double difference = weighted(weights, m -> areas[m]);
    if (!hasVariance()) {
      return new AreaDifference(difference, null, null, null, null, whyNoVariance());
    }
    IntToDoubleFunction p = k -> weighted(weights, m -> ofPositives[m][k]);
    IntToDoubleFunction s = k -> weighted(weights, m -> ofNegatives[m][k]);
    double variance =
        scaled(groupsWithPositives, k -> p.applyAsDouble(k) * p.applyAsDouble(k))
            + scaled(groupsWithNegatives, k -> s.applyAsDouble(k) * s.applyAsDouble(k))
            + scaled(groups, k -> 2 * p.applyAsDouble(k) * s.applyAsDouble(k));
    double error = Math.sqrt(Math.max(0, variance));
    if (error < ROUNDING) {
      boolean equal = Math.abs(difference) < ROUNDING;
      return new AreaDifference(
          equal ? 0 : difference,
          0.0,
          null,
          equal ? 1.0 : null,
          null,
          equal
              ? "both order the images alike"
              : "the difference has no spread: it cannot be tested");
    }
    double z = difference / error;
    double half = quantile(confidence) * error;
    return new AreaDifference(
        difference,
        error,
        z,
        2 * NORMAL.survivalProbability(Math.abs(z)),
        new AreaInterval(difference - half, difference + half),
        null);
  }

  private static double weighted(double[] weights, IntToDoubleFunction ofModel) {
    double sum = 0;
    for (int m = 0; m < weights.length; m++) {
      if (weights[m] != 0) {
        sum += weights[m] * ofModel.applyAsDouble(m);
      }
    }
    return sum;
  }

  /** n/(n-1) times the sum over all groups; groups without the class at hand bring 0. */
  private double scaled(int n, IntToDoubleFunction ofGroup) {
    double sum = 0;
    for (int k = 0; k < groups; k++) {
      sum += ofGroup.applyAsDouble(k);
    }
    return sum * n / (n - 1);
  }

  private static double quantile(double confidence) {
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0, 1), not " + confidence);
    }
    return NORMAL.inverseSurvivalProbability((1 - confidence) / 2);
  }

  private static double expit(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  private static int count(boolean wanted, boolean[] positive) {
    int count = 0;
    for (boolean is : positive) {
      count += is == wanted ? 1 : 0;
    }
    return count;
  }

  private int groupsWith(boolean wanted, boolean[] positive, int[] groupOfRow) {
    boolean[] seen = new boolean[groups];
    for (int row = 0; row < positive.length; row++) {
      seen[groupOfRow[row]] |= positive[row] == wanted;
    }
    return count(true, seen);
  }

  private static double[] sorted(boolean wanted, boolean[] positive, double[] scores) {
    double[] chosen = new double[count(wanted, positive)];
    int next = 0;
    for (int row = 0; row < scores.length; row++) {
      if (positive[row] == wanted) {
        chosen[next++] = scores[row];
      }
    }
    Arrays.sort(chosen);
    return chosen;
  }

  /** How many of the sorted values are below x. */
  private static long below(double[] sorted, double x) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] < x) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  private static long notAbove(double[] sorted, double x) {
    int from = 0;
    int to = sorted.length;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (sorted[middle] <= x) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }
}
