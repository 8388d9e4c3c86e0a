// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Adjusts the p-values of a family of m tests. An adjusted p at or below alpha rejects at level
 * alpha.
 */
public enum Adjustment {
  /** min(1, m p): any dependence; family-wise. */
  BONFERRONI("Bonferroni") {
    @Override
    double factor(int rank, int m) {
      return m;
    }
  },
  /**
   * (m - i + 1) p_(i), largest so far upwards: S. Holm, Scand. J. Stat. 6 (1979) 65-70. Any
   * dependence; family-wise; never worse than Bonferroni.
   */
  HOLM("Holm") {
    @Override
    double factor(int rank, int m) {
      return m - rank + 1;
    }
  },
  /**
   * m/i p_(i), smallest so far downwards: Y. Benjamini and Y. Hochberg, J. R. Stat. Soc. B 57
   * (1995) 289-300. False discovery rate, under independence or positive dependence.
   */
  BENJAMINI_HOCHBERG("Benjamini-Hochberg") {
    @Override
    double factor(int rank, int m) {
      return (double) m / rank;
    }
  },
  /**
   * The same times 1 + 1/2 + ... + 1/m: Y. Benjamini and D. Yekutieli, Ann. Stat. 29 (2001)
   * 1165-1188. False discovery rate under any dependence.
   */
  BENJAMINI_YEKUTIELI("Benjamini-Yekutieli") {
    @Override
    double factor(int rank, int m) {
      return (double) m / rank * IntStream.rangeClosed(1, m).mapToDouble(i -> 1.0 / i).sum();
    }
  };

  private final String label;

  Adjustment(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** What the p of this rank, 1 for the smallest, is multiplied with. */
  abstract double factor(int rank, int m);

  /**
   * @param p exact or asymptotic p-values, each in [0, 1]; for those of resamples see {@link
   *     #refusal}
   * @return adjusted, in the order given
   * @throws IllegalArgumentException if one is no p-value
   */
  public double[] adjust(double... p) {
    for (double value : p) {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("a p-value must be in [0, 1], not " + value);
      }
    }
    int m = p.length;
    int[] order =
        IntStream.range(0, m)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[m];
    for (int i = 0; i < m; i++) {
      adjusted[order[i]] = Math.min(1, factor(i + 1, m) * p[order[i]]);
    }
    if (this == HOLM) {
      for (int i = 1; i < m; i++) {
        adjusted[order[i]] = Math.max(adjusted[order[i]], adjusted[order[i - 1]]);
      }
    } else if (this != BONFERRONI) {
      for (int i = m - 2; i >= 0; i--) {
        adjusted[order[i]] = Math.min(adjusted[order[i]], adjusted[order[i + 1]]);
      }
    }
    return adjusted;
  }

  /**
   * Why p-values of this many resamples must not be adjusted for this many tests, or nothing. The
   * smallest two-sided p of B resamples is 2/(B+1); times m it must stay well below alpha, or
   * nothing could ever be found.
   */
  public static Optional<String> refusal(int tests, int resamples, double alpha) {
    double least = 2.0 * tests / (resamples + 1.0);
    // rounding must not refuse what is equal
    if (least <= alpha / 10 * (1 + 1e-12)) {
      return Optional.empty();
    }
    long needed = (long) Math.ceil(20.0 * tests / alpha * (1 - 1e-12)) - 1;
    return Optional.of(
        "bootstrap p-values of "
            + resamples
            + " resamples are too coarse for "
            + tests
            + " tests at level "
            + alpha
            + ": at least "
            + needed
            + " resamples, or max-T, or Holm over McNemar or DeLong p");
  }

  /**
   * {@link #adjust} for p-values of resamples.
   *
   * @throws IllegalArgumentException with the {@link #refusal}, if there is one
   */
  public double[] adjustOfResamples(double[] p, int resamples, double alpha) {
    refusal(p.length, resamples, alpha)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    return adjust(Arrays.copyOf(p, p.length));
  }
}
