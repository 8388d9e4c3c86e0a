// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.random;

/**
 * Draws from binomial distributions with up to a fixed number of trials. Few expected successes: by
 * inversion; else by transformed rejection with squeeze, W. Hormann, J. Stat. Comput. Simul. 46
 * (1993) 101-110 (algorithm BTRS), whose acceptance is decided with exact log factorials.
 */
public final class BinomialDraw {
  private static final double FEW = 10;

  private final double[] logFactorial;
  private final CounterRandom random;
  private long counter;

  /** One sequence of draws; tables are shared between sequences. */
  public BinomialDraw(double[] logFactorials, CounterRandom random) {
    this.logFactorial = logFactorials;
    this.random = random;
  }

  /** ln k! for k = 0..n. */
  public static double[] logFactorials(int n) {
    double[] table = new double[n + 1];
    for (int k = 2; k <= n; k++) {
      table[k] = table[k - 1] + StrictMath.log(k);
    }
    return table;
  }

  private double uniform() {
    // 53 bits, in the middle of their interval: never 0 or 1
    return ((random.bits(counter++) >>> 11) + 0.5) * 0x1p-53;
  }

  /**
   * @param p in [0, 1]
   */
  public int next(int trials, double p) {
    if (trials == 0 || p <= 0) {
      return 0;
    }
    if (p >= 1) {
      return trials;
    }
    if (p > 0.5) {
      return trials - atMostHalf(trials, 1 - p);
    }
    return atMostHalf(trials, p);
  }

  private int atMostHalf(int trials, double p) {
    return trials * p < FEW ? invert(trials, p) : reject(trials, p);
  }

  private int invert(int trials, double p) {
    double odds = p / (1 - p);
    double probability = StrictMath.exp(trials * StrictMath.log1p(-p));
    double u = uniform();
    int k = 0;
    while (u > probability && k < trials) {
      u -= probability;
      k++;
      probability *= odds * (trials - k + 1) / k;
    }
    return k;
  }

  private int reject(int trials, double p) {
    double spread = Math.sqrt(trials * p * (1 - p));
    double b = 1.15 + 2.53 * spread;
    double a = -0.0873 + 0.0248 * b + 0.01 * p;
    double c = trials * p + 0.5;
    double accepted = 0.92 - 4.2 / b;
    double alpha = (2.83 + 5.1 / b) * spread;
    int mode = (int) ((trials + 1) * p);
    double logOdds = Double.NaN;
    while (true) {
      double u = uniform() - 0.5;
      double v = uniform();
      double us = 0.5 - Math.abs(u);
      int k = (int) Math.floor((2 * a / us + b) * u + c);
      if (us >= 0.07 && v <= accepted) {
        return k;
      }
      if (k < 0 || k > trials) {
        continue;
      }
      if (Double.isNaN(logOdds)) {
        logOdds = StrictMath.log(p / (1 - p));
      }
      double bound =
          logFactorial[mode]
              + logFactorial[trials - mode]
              - logFactorial[k]
              - logFactorial[trials - k]
              + (k - mode) * logOdds;
      if (StrictMath.log(v * alpha / (a / (us * us) + b)) <= bound) {
        return k;
      }
    }
  }
}
