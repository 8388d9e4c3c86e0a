// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Values by an implementation of its own in another language. */
class AveragePrecisionLogitTest {
  private static void assertEnds(Binomial.Bounds bounds, double lower, double upper) {
    assertThat(bounds.lower()).isCloseTo(lower, within(1e-9));
    assertThat(bounds.upper()).isCloseTo(upper, within(1e-9));
  }

  @Test
  void logitWithStudentsTOfTheUnitsWithAPositive() {
    assertEnds(
        AveragePrecisionLogit.of(0.8, 0.004, 20, 8, 1.7, 0.95),
        0.5225095114756616,
        0.9359854646779685);
  }

  @Test
  void perfectRanksAndOneUnitHaveWilsonsOfHalfTheUnits() {
    assertEnds(AveragePrecisionLogit.of(1, 0, 9, 9, 1, 0.95), 0.539473981317999, 1);
    assertEnds(
        AveragePrecisionLogit.of(0.8, 0.004, 20, 1, 1.7, 0.95),
        0.0740764958919724,
        0.9950247008232909);
  }
}
