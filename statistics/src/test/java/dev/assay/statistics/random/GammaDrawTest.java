// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.random;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.GammaDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GammaDrawTest {
  private static final int DRAWS = 20_000;

  /** The same on every machine: intervals in stored files depend on it. */
  private static final double FIRST_OF_SEED_7 = 1.0248417578030704;

  /** Kolmogorov's statistic is above 1.95 / sqrt(n) once in 1,000 times; the draws are fixed. */
  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.5, 0.999, 1, 3.7, 200, 1e6})
  void drawsHaveTheDistribution(double shape) {
    GammaDraw gamma = new GammaDraw(new CounterRandom(7, 3));
    double[] drawn = new double[DRAWS];
    Arrays.setAll(drawn, i -> gamma.next(shape));
    Arrays.sort(drawn);

    GammaDistribution expected = GammaDistribution.of(shape, 1);
    double largest = 0;
    for (int i = 0; i < DRAWS; i++) {
      double p = expected.cumulativeProbability(drawn[i]);
      largest = Math.max(largest, Math.max(p - (double) i / DRAWS, (i + 1.0) / DRAWS - p));
    }
    assertThat(largest).isLessThan(1.95 / Math.sqrt(DRAWS));
  }

  @Test
  void tinyShapesGiveNoZero() {
    GammaDraw gamma = new GammaDraw(new CounterRandom(7, 3));

    for (int i = 0; i < 2000; i++) {
      assertThat(gamma.next(0.001)).isPositive();
    }
  }

  @Test
  void sequenceIsAFunctionOfSeedAndStream() {
    GammaDraw first = new GammaDraw(new CounterRandom(7, 3));
    GammaDraw second = new GammaDraw(new CounterRandom(7, 3));

    assertThat(first.next(2.5)).isEqualTo(second.next(2.5)).isEqualTo(FIRST_OF_SEED_7);
  }
}
