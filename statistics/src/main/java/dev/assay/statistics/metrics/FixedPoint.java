// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

/**
 * Sums of real numbers that do not depend on the order of the additions: each number is rounded to
 * a multiple of 2^-50 (9e-16) and split in two, so that whole numbers are added. Without that, the
 * same images in another order, or appended instead of read at once, would differ in the last
 * digits.
 *
 * <p>Good for numbers in [0, 64) and for total weights up to 2^21: no sum then leaves the range in
 * which doubles are exact.
 */
final class FixedPoint {
  private static final int LOW_BITS = 25;
  private static final long LOW = (1L << LOW_BITS) - 1;
  private static final double SCALE = 0x1p50;

  private FixedPoint() {}

  static long high(double value) {
    return Math.round(value * SCALE) >> LOW_BITS;
  }

  static long low(double value) {
    return Math.round(value * SCALE) & LOW;
  }

  /** The sum of the numbers whose highs and lows were added up. */
  static double sum(long highs, long lows) {
    return (highs * (double) (LOW + 1) + lows) / SCALE;
  }
}
