// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.engine;

import dev.assay.contracts.Hash;
import java.util.HexFormat;

/**
 * Random numbers that are a pure function of a key and an index: the same on every machine and in
 * every run, in whatever order they are drawn, and with no state that a checkpoint would have to
 * carry. The i-th number of a key is the i-th output of SplitMix64 (Steele et al., 2014) seeded
 * with it.
 */
public final class CounterRandom {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private final long key;

  private CounterRandom(long key) {
    this.key = key;
  }

  /** The sequence that belongs to a text, e.g. the name of a parameter. */
  public static CounterRandom of(String text) {
    return new CounterRandom(HexFormat.fromHexDigitsToLong(Hash.ofText(text).substring(0, 16)));
  }

  private long bits(long index) {
    long z = key + (index + 1) * GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** Uniform in the open interval (0, 1). */
  public double uniform(long index) {
    return ((bits(index) >>> 11) + 0.5) * 0x1p-53;
  }

  /** Standard normal: the quantile of {@link #uniform}. */
  public double normal(long index) {
    return normalQuantile(uniform(index));
  }

  /** The numbers 0 to n-1 in random order (Fisher-Yates). */
  public int[] permutation(int n) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = (int) Math.unsignedMultiplyHigh(bits(i), i + 1L);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }

  /**
   * Quantile of the standard normal distribution, to seven digits: Wichura, Algorithm AS 241,
   * PPND7, Applied Statistics 37 (1988). It needs a logarithm in one case of seven, so that
   * initialising a large network takes a fraction of a second.
   */
  static double normalQuantile(double p) {
    double q = p - 0.5;
    if (Math.abs(q) <= 0.425) {
      double r = 0.180625 - q * q;
      return q
          * (((59.109374720 * r + 159.29113202) * r + 50.434271938) * r + 3.3871327179)
          / (((67.187563600 * r + 78.757757664) * r + 17.895169469) * r + 1);
    }
    double r = StrictMath.sqrt(-StrictMath.log(q < 0 ? p : 1 - p));
    double tail;
    if (r <= 5) {
      r -= 1.6;
      tail =
          (((0.17023821103 * r + 1.3067284816) * r + 2.7568153900) * r + 1.4234372777)
              / ((0.12021132975 * r + 0.73700164250) * r + 1);
    } else {
      r -= 5;
      tail =
          (((0.017337203997 * r + 0.42868294337) * r + 3.0812263860) * r + 6.6579051150)
              / ((0.012258202635 * r + 0.24197894225) * r + 1);
    }
    return q < 0 ? -tail : tail;
  }
}
