// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  /** 0.0625 and 0.1875 are exact doubles, so these are true ties at three decimals. */
  @ParameterizedTest
  @CsvSource({
    "0.0625, 0.062",
    "0.1875, 0.188",
    "0.9995, 1.000",
    "0.9994999, 0.999",
    "1, 1.000",
    "0, 0.000",
    "-0.0001, 0.000",
    "1e-300, 0.000"
  })
  void roundsHalfToEvenFromTheStoredDouble(double value, String expected) {
    assertThat(Figures.shown(value)).isEqualTo(expected);
  }

  /** The decimal 0.0005 has no double; the nearest one lies above, so it is no tie. */
  @Test
  void roundsTheDoubleAndNotTheDecimalThatLooksLikeATie() {
    assertThat(Figures.shown(0.0005)).isEqualTo("0.001");
  }

  @ParameterizedTest
  @CsvSource({"0.00009999, 0.0001, 0.01", "0.918149, 0.9181, 91.81", "1, 1.0000, 100.00"})
  void legacyPercentHasTheDigitsOfTheLegacyText(double value, String text, String percent) {
    assertThat(Figures.legacy(value)).isEqualTo(text);
    assertThat(Figures.legacyPercent(value)).isEqualTo(percent);
  }

  @ParameterizedTest
  @CsvSource({"1e-4, 0.0001", "100, 100", "0.1, 0.1", "-0.0, 0", "1, 1", "2.5e-7, 0.00000025"})
  void exactNumbersReadBackAsTheSameDouble(double value, String expected) {
    assertThat(Figures.exact(value)).isEqualTo(expected);
    assertThat(Double.parseDouble(Figures.exact(value))).isEqualTo(value + 0.0);
  }

  @Test
  void showsUndefinedAsNotAvailable() {
    assertThat(Figures.shown(null)).isEqualTo("n/a");
  }
}
