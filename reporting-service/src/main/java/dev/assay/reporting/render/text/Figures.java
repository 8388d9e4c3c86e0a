// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one place where stored numbers become text. A number is rounded once, half to even, from the
 * exact value of the stored double, so that no two formats can disagree.
 */
public final class Figures {
  /** Decimals of a metric in tables: one image of a thousand. */
  private static final int DECIMALS = 3;

  /** Decimals of the original study's text file, and so twice those of its percentages. */
  private static final int LEGACY_DECIMALS = 4;

  private static final double LEAST_P = 0.001;

  private static final String UNDEFINED = "n/a";

  private Figures() {}

  /** A metric in [0, 1] as tables show it: {@code 0.918}. */
  public static String shown(@Nullable Double value) {
    return value == null ? UNDEFINED : rounded(value, DECIMALS).toPlainString();
  }

  /** With its sign, for differences: {@code +0.021}; what is shown as 0 has none. */
  public static String signed(double value) {
    BigDecimal rounded = rounded(value, DECIMALS);
    return (rounded.signum() > 0 ? "+" : "") + rounded.toPlainString();
  }

  /** {@code [0.897, 0.938]}; absent without both bounds. */
  public static Optional<String> interval(@Nullable Double lower, @Nullable Double upper) {
    return lower == null || upper == null
        ? Optional.empty()
        : Optional.of("[" + shown(lower) + ", " + shown(upper) + "]");
  }

  /** The p-value of a test. A p of resamples is never 0, so a small one has a bound instead. */
  public static String p(@Nullable Double value) {
    return value != null && value < LEAST_P ? "below " + exact(LEAST_P) : shown(value);
  }

  /** {@code 0.9181}, as the original study's text file. */
  public static String legacy(double value) {
    return rounded(value, LEGACY_DECIMALS).toPlainString();
  }

  /** {@code 91.81}: the same digits in percent, as the original study's LaTeX table. */
  public static String legacyPercent(double value) {
    return rounded(value, LEGACY_DECIMALS).movePointRight(2).toPlainString();
  }

  /** The stored double itself: the shortest decimal that reads back as it, without exponent. */
  public static String exact(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value));
    String text = decimal.stripTrailingZeros().toPlainString();
    return decimal.signum() == 0 ? "0" : text;
  }

  /** {@code 95} for 0.95. */
  public static String percent(double share) {
    return exact(BigDecimal.valueOf(share).movePointRight(2).doubleValue());
  }

  /** Whether both numbers look the same in a table. */
  public static boolean equalWhenShown(double a, double b) {
    return rounded(a, DECIMALS).compareTo(rounded(b, DECIMALS)) == 0;
  }

  private static BigDecimal rounded(double value, int decimals) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
  }
}
