// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PoissonCountsTest {
  private static final int LENGTH = 100;

  private static byte[] row(PoissonCounts counts, CounterRandom random, int first, int length) {
    byte[] into = new byte[length + 2];
    counts.counts(random, first, new PoissonCounts.Row(length), into, 1, length);
    assertThat(into[0]).isZero();
    assertThat(into[length + 1]).isZero();
    return Arrays.copyOfRange(into, 1, length + 1);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.1, 0.7, 1})
  void areDistributedWithTheirMean(double mean) {
    int rows = 40_000;
    long[] seen = new long[20];
    PoissonCounts counts = new PoissonCounts(mean);
    for (int i = 0; i < rows; i++) {
      for (byte count : row(counts, new CounterRandom(8, i), i, LENGTH)) {
        seen[count]++;
      }
    }

    double n = (double) rows * LENGTH;
    double probability = Math.exp(-mean);
    for (int k = 0; k < 9; k++) {
      double error = Math.sqrt(probability * (1 - probability) / n);
      assertThat(seen[k] / n).as("P(%d)", k).isCloseTo(probability, within(4 * error));
      probability *= mean / (k + 1);
    }
  }

  @Test
  void dependOnTheirIndexAlone() {
    PoissonCounts counts = new PoissonCounts(0.9);
    for (int i = 0; i < 100; i++) {
      CounterRandom random = new CounterRandom(8, i);
      byte[] all = row(counts, random, 0, 200);
      for (int index = 0; index < 200; index++) {
        assertThat(row(counts, random, index, 1)).containsExactly(all[index]);
      }
      for (int first = 0; first < 9; first++) {
        assertThat(row(counts, random, first, 50 + first))
            .isEqualTo(Arrays.copyOfRange(all, first, 50 + 2 * first));
      }
    }
  }
}
