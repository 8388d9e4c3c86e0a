// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.calibration;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.Optional;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How the probabilities of one class relate to the observed frequencies, on the logit scale: B. Van
 * Calster et al., BMC Med. 17 (2019) 230; D. R. Cox, Biometrika 45 (1958) 562-565.
 *
 * @param intercept a of logit P(y) = a + logit p: above 0, the class is more frequent than
 *     predicted
 * @param slope b of logit P(y) = a' + b logit p: below 1, the model is over-confident
 * @param interceptError its standard error, robust to correlated errors within a group
 * @param slopeError likewise
 */
public record CalibrationLine(
    double intercept, double slope, double interceptError, double slopeError) {
  private static final int MOST_STEPS = 50;

  /**
   * Of one class against the rest. Newton's method; standard errors by the sandwich over groups:
   * K.-Y. Liang and S. L. Zeger, Biometrika 73 (1986) 13-22.
   *
   * @return empty if the class or the rest is absent, or if the probabilities separate them
   *     perfectly, so that no slope is the best
   */
  public static Optional<CalibrationLine> of(LabelledSet set, Scores scores, int c) {
    scores.mustFit(set);
    double[] logits = new double[set.rows()];
    boolean[] is = new boolean[set.rows()];
    for (int row = 0; row < logits.length; row++) {
      double p =
          Math.min(
              1 - Scores.LEAST_PROBABILITY,
              Math.max(Scores.LEAST_PROBABILITY, scores.probability(row, c)));
      logits[row] = StrictMath.log(p / (1 - p));
      is[row] = set.truth(row) == c;
    }
    Fit large = new Fit(set.groups(), logits, is, false);
    Fit line = new Fit(set.groups(), logits, is, true);
    return large.converged && line.converged
        ? Optional.of(
            new CalibrationLine(large.a, line.b, large.interceptError(), line.slopeError()))
        : Optional.empty();
  }

  /** Half the width of a normal interval with that confidence, for a standard error of 1. */
  public static double quantile(double confidence) {
    return NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - confidence) / 2);
  }

  /** One logistic regression; the slope is fixed at 1 if it is not free. */
  private static final class Fit {
    private final Units groups;
    private final double[] x;
    private final boolean[] is;
    private final boolean free;
    private double a;
    private double b = 1;
    private boolean converged;
    // the information matrix at the solution
    private double iaa;
    private double iab;
    private double ibb;

    Fit(Units groups, double[] x, boolean[] is, boolean free) {
      this.groups = groups;
      this.x = x;
      this.is = is;
      this.free = free;
      for (int step = 0; step < MOST_STEPS && !converged; step++) {
        if (!step()) {
          return;
        }
      }
    }

    /** One step of Newton's method, at most 2 on the logit scale; false if there is none. */
    private boolean step() {
      double ga = 0;
      double gb = 0;
      iaa = 0;
      iab = 0;
      ibb = 0;
      for (int i = 0; i < x.length; i++) {
        double p = p(i);
        double weight = p * (1 - p);
        double residual = (is[i] ? 1 : 0) - p;
        ga += residual;
        gb += residual * x[i];
        iaa += weight;
        iab += weight * x[i];
        ibb += weight * x[i] * x[i];
      }
      double determinant = free ? iaa * ibb - iab * iab : iaa;
      if (!(determinant > 1e-9)) {
        return false;
      }
      double da = free ? (ibb * ga - iab * gb) / determinant : ga / determinant;
      double db = free ? (iaa * gb - iab * ga) / determinant : 0;
      double scale = Math.min(1, 2 / Math.max(Math.abs(da), Math.abs(db)));
      a += scale * da;
      b += scale * db;
      converged = Math.max(Math.abs(da), Math.abs(db)) < 1e-10;
      return true;
    }

    private double p(int i) {
      return 1 / (1 + StrictMath.exp(-(a + b * x[i])));
    }

    double interceptError() {
      return Math.sqrt(sandwich()[0]) / iaa;
    }

    double slopeError() {
      double[] meat = sandwich();
      double determinant = iaa * ibb - iab * iab;
      // second row of the inverse information: (-iab, iaa) / determinant
      double variance = iab * iab * meat[0] - 2 * iab * iaa * meat[1] + iaa * iaa * meat[2];
      return Math.sqrt(Math.max(0, variance)) / determinant;
    }

    /** Sums over groups of the products of their scores, times G / (G - 1). */
    private double[] sandwich() {
      double[][] score = new double[groups.count()][2];
      for (int i = 0; i < x.length; i++) {
        double residual = (is[i] ? 1 : 0) - p(i);
        score[groups.of(i)][0] += residual;
        score[groups.of(i)][1] += residual * x[i];
      }
      double[] meat = new double[3];
      for (double[] s : score) {
        meat[0] += s[0] * s[0];
        meat[1] += s[0] * s[1];
        meat[2] += s[1] * s[1];
      }
      double correction = score.length / Math.max(1.0, score.length - 1.0);
      for (int i = 0; i < meat.length; i++) {
        meat[i] *= correction;
      }
      return meat;
    }
  }
}
