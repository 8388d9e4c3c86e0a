// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CounterRandomTest {

  /** The JDK's generator reaches the same numbers one after the other. */
  @Test
  void isSplitMix64AtAnyPosition() {
    CounterRandom random = new CounterRandom(42, 7);
    SplittableRandom sequential = new SplittableRandom(random.start());
    long[] inOrder = sequential.longs(1000).toArray();

    for (int i = 999; i >= 0; i--) {
      assertThat(random.bits(i)).isEqualTo(inOrder[i]);
    }
    long[] some = new long[64];
    random.bits(100, 64, some);
    assertThat(some).isEqualTo(Arrays.copyOfRange(inOrder, 100, 164));
  }

  @Test
  void seedsAndStreamsHaveTheirOwnSequences() {
    long[] starts =
        IntStream.range(0, 10_000)
            .mapToLong(i -> new CounterRandom(i / 100, i % 100).start())
            .distinct()
            .toArray();

    assertThat(starts).hasSize(10_000);
  }

  @Test
  void numbersBelowABoundAreEvenlySpread() {
    CounterRandom random = new CounterRandom(1, 1);
    int draws = 100_000;
    int[] seen = new int[10];
    for (int i = 0; i < draws; i++) {
      seen[random.below(10, i)]++;
    }

    // four standard deviations of a binomial count
    for (int count : seen) {
      assertThat((double) count).isCloseTo(draws / 10.0, within(4 * Math.sqrt(draws * 0.1 * 0.9)));
    }
  }
}
