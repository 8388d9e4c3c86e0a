// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PairedRatioTest {

  /** Ranks from tables of the sign test at one-sided 5 %: Conover (1999), table A3 with p = 1/2. */
  @ParameterizedTest
  @CsvSource({"7,1", "8,2", "10,2", "11,3", "12,3", "13,4", "15,4", "16,5", "20,6"})
  void lowerBoundIsTheRankOfTheSignTest(int pairs, int rank) {
    double[] ours = IntStream.rangeClosed(1, pairs).mapToDouble(i -> 2.0 * i).toArray();
    double[] theirs = IntStream.range(0, pairs).mapToDouble(i -> 2).toArray();

    PairedRatio ratio = PairedRatio.of(ours, theirs);

    assertThat(ratio.lower()).isEqualTo(rank);
    assertThat(ratio.median()).isCloseTo((pairs + 1) / 2.0, within(1e-12));
  }

  @Test
  void refusesTooFewPairs() {
    assertThatThrownBy(() -> PairedRatio.of(new double[6], new double[6]))
        .hasMessageContaining("at least 7");
  }
}
