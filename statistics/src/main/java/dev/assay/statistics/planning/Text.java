// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers in sentences. */
final class Text {
  private Text() {}

  /** Up to four significant digits, without trailing zeros. */
  static String number(double value) {
    return new BigDecimal(value)
        .round(new MathContext(4, RoundingMode.HALF_EVEN))
        .stripTrailingZeros()
        .toPlainString();
  }

  static String percent(double share) {
    return new BigDecimal(share * 100)
        .round(new MathContext(3, RoundingMode.HALF_EVEN))
        .stripTrailingZeros()
        .toPlainString();
  }
}
