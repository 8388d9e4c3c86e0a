// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.apache.commons.statistics.distribution.TDistribution;
import org.junit.jupiter.api.Test;

class HierarchicalComparisonTest {

  /**
   * By importance sampling: the parameters are drawn from their priors, the true difference of each
   * set from its distribution, and weighed by the likelihood. Slow and noisy, but another way.
   */
  @Test
  void posteriorIsThatOfImportanceSampling() {
    double[] differences = {0.02, 0.05, 0.01, 0.04, 0.03};
    double[] errors = {0.02, 0.025, 0.015, 0.02, 0.03};
    double rope = 0.01;

    HierarchicalComparison found = HierarchicalComparison.of(differences, errors, rope);

    SplittableRandom random = new SplittableRandom(7);
    double total = 0;
    double below = 0;
    double above = 0;
    double mean = 0;
    for (int i = 0; i < 400_000; i++) {
      // where the likelihood is not negligible; the priors are uniform there
      double center = -0.1 + 0.26 * random.nextDouble();
      double scale = 0.5 * random.nextDouble();
      double freedom =
          GammaDistribution.of(2, 10).inverseCumulativeProbability(random.nextDouble());
      double precision = 0;
      double weight = 1;
      TDistribution t = TDistribution.of(freedom);
      for (int s = 0; s < differences.length; s++) {
        // one draw of the mixing precision for each set: an unbiased estimate of the density
        precision =
            GammaDistribution.of(freedom / 2, 2 / freedom)
                .inverseCumulativeProbability(random.nextDouble());
        double variance = errors[s] * errors[s] + scale * scale / Math.max(precision, 1e-12);
        double off = differences[s] - center;
        weight *= Math.exp(-off * off / (2 * variance)) / Math.sqrt(variance) / 50;
      }
      total += weight;
      mean += weight * center;
      below += weight * t.cumulativeProbability((-rope - center) / scale);
      above += weight * t.survivalProbability((rope - center) / scale);
    }
    assertThat(found.mean()).isCloseTo(mean / total, within(0.001));
    assertThat(found.secondHigher()).isCloseTo(below / total, within(0.01));
    assertThat(found.firstHigher()).isCloseTo(above / total, within(0.01));
    assertThat(found.firstHigher() + found.equivalent() + found.secondHigher())
        .isCloseTo(1, within(1e-9));
  }

  @Test
  void clearDifferencesAndEqualModelsAreToldApart() {
    double[] errors = new double[12];
    double[] large = new double[12];
    double[] none = new double[12];
    for (int s = 0; s < 12; s++) {
      errors[s] = 0.004;
      large[s] = 0.05 + 0.004 * Math.sin(s);
      none[s] = 0.002 * Math.sin(s);
    }

    HierarchicalComparison better = HierarchicalComparison.of(large, errors, 0.01);
    HierarchicalComparison equal = HierarchicalComparison.of(none, errors, 0.01);

    assertThat(better.firstHigher()).isGreaterThan(0.99);
    assertThat(better.mean()).isCloseTo(0.05, within(0.003));
    assertThat(equal.equivalent()).isGreaterThan(0.9);
  }

  @Test
  void turnedRoundItIsTurnedRound() {
    double[] d = {0.03, -0.01, 0.02, 0.06};
    double[] turned = {-0.03, 0.01, -0.02, -0.06};
    double[] errors = {0.02, 0.02, 0.01, 0.03};

    HierarchicalComparison one = HierarchicalComparison.of(d, errors, 0.01);
    HierarchicalComparison other = HierarchicalComparison.of(turned, errors, 0.01);

    assertThat(other.firstHigher()).isCloseTo(one.secondHigher(), within(1e-9));
    assertThat(other.mean()).isCloseTo(-one.mean(), within(1e-9));
    assertThat(HierarchicalComparison.of(d, errors, 0.01)).isEqualTo(one);
  }

  @Test
  void refusesTooFewSetsAndMissingErrors() {
    assertThatThrownBy(() -> HierarchicalComparison.of(new double[2], new double[] {1, 1}, 0.01))
        .hasMessageContaining("at least 3 differences");
    assertThatThrownBy(() -> HierarchicalComparison.of(new double[3], new double[] {1, 0, 1}, 0.01))
        .hasMessageContaining("must be above 0, not 0.0");
  }

  /** The integral of the Dirichlet density where the first share is the smaller one. */
  @Test
  void falseClaimOfASharesIsTheDirichletIntegral() {
    // n = 40, x1 = 9, x2 = 2: D(10, 3, 31), as in Claims Reloaded
    double inside = 0;
    double all = 0;
    int steps = 1500;
    for (int i = 0; i < steps; i++) {
      double p = (i + 0.5) / steps;
      for (int j = 0; j < steps - i; j++) {
        double q = (j + 0.5) / steps;
        double rest = 1 - p - q;
        if (rest > 0) {
          double density = Math.pow(p, 9) * q * q * Math.pow(rest, 30);
          all += density;
          inside += p < q ? density : p == q ? density / 2 : 0;
        }
      }
    }
    Tango tango = new Tango(40, 9, 2);
    PairedShares shares = new PairedShares(40, 40, new long[40], tango);

    double found = PairedShares.meanOf(java.util.List.of(shares)).otherSide(tango.difference());

    assertThat(found).isCloseTo(inside / all, within(1e-4));
    assertThat(found)
        .isCloseTo(BetaDistribution.of(10, 3).cumulativeProbability(0.5), within(1e-12));
  }

  /** Of Student's t it is the tail of the posterior of a flat prior. */
  @Test
  void falseClaimOfAMeanIsTheTailOfT() {
    DeltaLimits limits = new DeltaLimits(0.03, 0.0004, 17, 0, 1);

    assertThat(limits.otherSide(0.03))
        .isCloseTo(TDistribution.of(17).survivalProbability(1.5), within(1e-9));
    assertThat(new DeltaLimits(-0.03, 0.0004, 17, 0, 1).otherSide(-0.03))
        .isCloseTo(TDistribution.of(17).survivalProbability(1.5), within(1e-9));
  }
}
