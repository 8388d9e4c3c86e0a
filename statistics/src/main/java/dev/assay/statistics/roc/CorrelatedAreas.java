// SPDX-License-Identifier: Apache-2.0
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
 * scores counted half. Variances are those of its {@link StructuralComponents}.
 *
 * <p>With every row a group of its own the covariance is that of E. R. DeLong, D. M. DeLong and D.
 * L. Clarke-Pearson, Biometrics 44 (1988) 837-845; with groups it is that of N. A. Obuchowski,
 * Biometrics 53 (1997) 567-578, in which components are summed within a group before they are
 * squared, and a group with positives and negatives adds a cross term. The first is the second for
 * groups of one: there is one formula here.
 */
public final class CorrelatedAreas {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Areas are whole numbers over twice the pairs; weighted sums of equal ones miss 0 by less. */
  private static final double ROUNDING = 1e-14;

  private final StructuralComponents components;

  private CorrelatedAreas(StructuralComponents components) {
    this.components = components;
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
    return new CorrelatedAreas(StructuralComponents.of(positive, scores, groupOfRow));
  }

  public int models() {
    return components.areas().length;
  }

  /** In [0, 1]. */
  public double area(int model) {
    return components.areas()[model];
  }

  /** Whether there are two groups with positives and two with negatives: fewer have no spread. */
  public boolean hasVariance() {
    return components.groupsWithPositives() > 1 && components.groupsWithNegatives() > 1;
  }

  /** Why there is no variance, for the reader of a table. */
  public String whyNoVariance() {
    return "fewer than two units with "
        + (components.groupsWithPositives() > 1 ? "negatives" : "positives")
        + ": the area has no variance estimate";
  }

  /** Empty if {@link #hasVariance} says no. */
  public OptionalDouble covariance(int first, int second) {
    if (!hasVariance()) {
      return OptionalDouble.empty();
    }
    double[] p = components.ofPositives()[first];
    double[] q = components.ofPositives()[second];
    double[] s = components.ofNegatives()[first];
    double[] t = components.ofNegatives()[second];
    return OptionalDouble.of(
        scaled(components.groupsWithPositives(), k -> p[k] * q[k])
            + scaled(components.groupsWithNegatives(), k -> s[k] * t[k])
            + scaled(components.groups(), k -> p[k] * t[k] + s[k] * q[k]));
  }

  /**
   * Of each group, what it contributes to the deviation of the area; the squares add up to the
   * variance. A class in one group only is taken as it is, without G / (G - 1).
   */
  public double[] influences(int model) {
    double ofPositives = besselRoot(components.groupsWithPositives());
    double ofNegatives = besselRoot(components.groupsWithNegatives());
    double[] influences = new double[components.groups()];
    for (int k = 0; k < influences.length; k++) {
      influences[k] =
          ofPositives * components.ofPositives()[model][k]
              + ofNegatives * components.ofNegatives()[model][k];
    }
    return influences;
  }

  private static double besselRoot(int groups) {
    return Math.sqrt(groups / Math.max(1.0, groups - 1.0));
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
        new AreaInterval(
            Math.max(0, components.areas()[model] - half),
            Math.min(1, components.areas()[model] + half)));
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
    double area = components.areas()[model];
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
    double[] weights = new double[components.areas().length];
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
    double difference = weighted(weights, m -> components.areas()[m]);
    if (!hasVariance()) {
      return new AreaDifference(difference, null, null, null, null, whyNoVariance());
    }
    IntToDoubleFunction p = k -> weighted(weights, m -> components.ofPositives()[m][k]);
    IntToDoubleFunction s = k -> weighted(weights, m -> components.ofNegatives()[m][k]);
    double variance =
        scaled(components.groupsWithPositives(), k -> p.applyAsDouble(k) * p.applyAsDouble(k))
            + scaled(components.groupsWithNegatives(), k -> s.applyAsDouble(k) * s.applyAsDouble(k))
            + scaled(components.groups(), k -> 2 * p.applyAsDouble(k) * s.applyAsDouble(k));
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
    for (int k = 0; k < components.groups(); k++) {
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
}
