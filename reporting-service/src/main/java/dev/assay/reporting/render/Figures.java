package dev.assay.reporting.render;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * The one place where stored numbers become text. A number is rounded once, half to even, from the
 * exact value of the stored double, so that no two formats can disagree.
 */
final class Figures {
  /** Decimals of a metric in tables: one image of a thousand. */
  static final int DECIMALS = 3;

  /** Decimals of the original study's text file, and so twice those of its percentages. */
  private static final int LEGACY_DECIMALS = 4;

  static final String UNDEFINED = "n/a";

  private Figures() {}

  /** A metric in [0, 1] as tables show it: {@code 0.918}. */
  static String shown(@Nullable Double value) {
    return value == null ? UNDEFINED : rounded(value, DECIMALS).toPlainString();
  }

  /** {@code 0.9181}, as the original study's text file. */
  static String legacy(double value) {
    return rounded(value, LEGACY_DECIMALS).toPlainString();
  }

  /** {@code 91.81}: the same digits in percent, as the original study's LaTeX table. */
  static String legacyPercent(double value) {
    return rounded(value, LEGACY_DECIMALS).movePointRight(2).toPlainString();
  }

  /** The stored double itself: the shortest decimal that reads back as it, without exponent. */
  static String exact(double value) {
    BigDecimal decimal = new BigDecimal(Double.toString(value));
    String text = decimal.stripTrailingZeros().toPlainString();
    return decimal.signum() == 0 ? "0" : text;
  }

  /** {@code 95} for 0.95. */
  static String percent(double share) {
    return exact(BigDecimal.valueOf(share).movePointRight(2).doubleValue());
  }

  /** Whether no reader of the table can tell the two apart. */
  static boolean equalWhenShown(double a, double b) {
    return rounded(a, DECIMALS).compareTo(rounded(b, DECIMALS)) == 0;
  }

  private static BigDecimal rounded(double value, int decimals) {
    return new BigDecimal(value).setScale(decimals, RoundingMode.HALF_EVEN);
  }
}
