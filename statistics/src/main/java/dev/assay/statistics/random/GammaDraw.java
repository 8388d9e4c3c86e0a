// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.random;

/**
 * Draws from gamma distributions of scale 1: by rejection from a cube of a normal number, G.
 * Marsaglia and W. W. Tsang, ACM Trans. Math. Softw. 26 (2000) 363-372, for shapes below 1 through
 * shape + 1 and a power of a uniform number. Normal numbers are Marsaglia's polar ones. All
 * logarithms are {@link StrictMath}'s, so that the draws are the same on every machine.
 */
public final class GammaDraw {
  /** Below every share that matters, and a divisor that is no zero. */
  private static final double LEAST = Double.MIN_NORMAL;

  private final CounterRandom random;
  private long counter;
  private double spare = Double.NaN;

  /** One sequence of draws. */
  public GammaDraw(CounterRandom random) {
    this.random = random;
  }

  /** In (0, 1), never an end. */
  public double uniform() {
    // 53 bits, in the middle of their interval: never 0 or 1
    return ((random.bits(counter++) >>> 11) + 0.5) * 0x1p-53;
  }

  /** Of the standard normal distribution. */
  public double normal() {
    if (!Double.isNaN(spare)) {
      double kept = spare;
      spare = Double.NaN;
      return kept;
    }
    while (true) {
      double x = 2 * uniform() - 1;
      double y = 2 * uniform() - 1;
      double square = x * x + y * y;
      if (square < 1 && square > 0) {
        double scale = Math.sqrt(-2 * StrictMath.log(square) / square);
        spare = y * scale;
        return x * scale;
      }
    }
  }

  /**
   * @param shape above 0
   * @return above 0
   */
  public double next(double shape) {
    if (shape >= 1) {
      return atLeastOne(shape);
    }
    double power = StrictMath.exp(StrictMath.log(uniform()) / shape);
    return Math.max(LEAST, atLeastOne(shape + 1) * power);
  }

  private double atLeastOne(double shape) {
    double d = shape - 1.0 / 3;
    double c = 1 / Math.sqrt(9 * d);
    while (true) {
      double x = normal();
      double root = 1 + c * x;
      if (root <= 0) {
        continue;
      }
      double v = root * root * root;
      double u = uniform();
      double square = x * x;
      if (u < 1 - 0.0331 * square * square
          || StrictMath.log(u) < 0.5 * square + d * (1 - v + StrictMath.log(v))) {
        return d * v;
      }
    }
  }
}
