// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CounterRandomTest {

  /** Expected values: scipy.stats.norm.ppf. */
  @ParameterizedTest
  @CsvSource({
    "0.5, 0",
    "0.975, 1.959963984540054",
    "0.9249, 1.4388",
    "0.0749, -1.4402",
    "0.25, -0.6744897501960817",
    "0.001, -3.090232306167813",
    "1e-10, -6.361340902404056",
    "1e-15, -7.941345326170997"
  })
  void quantilesOfTheNormalDistribution(double p, double expected) {
    double tolerance = String.valueOf(expected).length() < 10 && expected != 0 ? 1e-3 : 1e-6;
    assertThat(CounterRandom.normalQuantile(p)).isCloseTo(expected, within(tolerance));
  }

  @Test
  void sameTextSameNumbersOtherTextOtherNumbers() {
    double[] a = numbers("a");
    assertThat(a).isEqualTo(numbers("a"));
    assertThat(a).isNotEqualTo(numbers("b"));
    assertThat(Arrays.stream(a).allMatch(u -> u > 0 && u < 1)).isTrue();
    assertThat(Arrays.stream(a).average().orElseThrow()).isCloseTo(0.5, within(0.03));
  }

  @Test
  void permutationHasEveryNumberOnceAndEachPlaceIsEquallyLikely() {
    int n = 5;
    int rounds = 6000;
    int[][] counts = new int[n][n];
    Set<String> orders = new HashSet<>();
    for (int round = 0; round < rounds; round++) {
      int[] order = CounterRandom.of("round" + round).permutation(n);
      assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
      orders.add(Arrays.toString(order));
      for (int i = 0; i < n; i++) {
        counts[i][order[i]]++;
      }
    }
    assertThat(orders).hasSize(120);
    // Expected 1200 each, standard deviation 31: five of them.
    assertThat(
            Arrays.stream(counts)
                .flatMapToInt(Arrays::stream)
                .allMatch(c -> Math.abs(c - 1200) < 155))
        .isTrue();
  }

  private static double[] numbers(String text) {
    CounterRandom random = CounterRandom.of(text);
    return IntStream.range(0, 1000).mapToDouble(random::uniform).toArray();
  }
}
