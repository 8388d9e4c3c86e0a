// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import java.util.Arrays;

/**
 * Several sums over the rows of each unit, as whole numbers: a weighting costs one addition or
 * multiplication per lane and (unit, sum) that is not zero. The sums are exact, so the order of
 * rows and units does not matter.
 */
final class UnitSums {
  private final int sums;
  private final int[] unit;
  private final int[] sum;
  private final long[] value;

  private UnitSums(int sums, int[] unit, int[] sum, long[] value) {
    this.sums = sums;
    this.unit = unit;
    this.sum = sum;
    this.value = value;
  }

  /** How many there are per unit. */
  int count() {
    return sums;
  }

  /**
   * Sets {@code into[s][lane]} to the sum s over all units, each as often as it counts in the lane.
   */
  void weigh(Weights weights, long[][] into) {
    int lanes = weights.lanes();
    byte[] counts = weights.counts();
    for (long[] ofSum : into) {
      Arrays.fill(ofSum, 0);
    }
    for (int i = 0; i < unit.length; i++) {
      int at = unit[i] * lanes;
      if (value[i] == 1) {
        add(counts, at, into[sum[i]]);
      } else {
        add(counts, at, value[i], into[sum[i]]);
      }
    }
  }

  private static void add(byte[] counts, int at, long[] into) {
    for (int lane = 0; lane < into.length; lane++) {
      into[lane] += counts[at + lane];
    }
  }

  private static void add(byte[] counts, int at, long times, long[] into) {
    for (int lane = 0; lane < into.length; lane++) {
      into[lane] += counts[at + lane] * times;
    }
  }

  /** Collects rows, in any order. */
  static final class Builder {
    private final int sums;
    private final int units;
    private int[] unit = new int[64];
    private int[] sum = new int[64];
    private long[] value = new long[64];
    private int size;

    Builder(int units, int sums) {
      this.units = units;
      this.sums = sums;
    }

    void add(int unitOfRow, int sumOfRow, long amount) {
      if (amount == 0) {
        return;
      }
      if (size == unit.length) {
        unit = Arrays.copyOf(unit, 2 * size);
        sum = Arrays.copyOf(sum, 2 * size);
        value = Arrays.copyOf(value, 2 * size);
      }
      unit[size] = unitOfRow;
      sum[size] = sumOfRow;
      value[size] = amount;
      size++;
    }

    /** Adds a real number in two parts, to {@code sumOfRow} and to the next sum. */
    void addReal(int unitOfRow, int sumOfRow, double amount) {
      add(unitOfRow, sumOfRow, FixedPoint.high(amount));
      add(unitOfRow, sumOfRow + 1, FixedPoint.low(amount));
    }

    UnitSums build() {
      int[] order = byUnit();
      UnitSums packed = new UnitSums(sums, new int[size], new int[size], new long[size]);
      long[] ofUnit = new long[sums];
      int entries = 0;
      for (int i = 0; i < size; i++) {
        ofUnit[sum[order[i]]] += value[order[i]];
        if (i == size - 1 || unit[order[i]] != unit[order[i + 1]]) {
          for (int s = 0; s < sums; s++) {
            if (ofUnit[s] != 0) {
              packed.unit[entries] = unit[order[i]];
              packed.sum[entries] = s;
              packed.value[entries++] = ofUnit[s];
            }
          }
          Arrays.fill(ofUnit, 0);
        }
      }
      return new UnitSums(
          sums,
          Arrays.copyOf(packed.unit, entries),
          Arrays.copyOf(packed.sum, entries),
          Arrays.copyOf(packed.value, entries));
    }

    private int[] byUnit() {
      int[] next = new int[units + 1];
      for (int i = 0; i < size; i++) {
        next[unit[i] + 1]++;
      }
      for (int u = 0; u < units; u++) {
        next[u + 1] += next[u];
      }
      int[] order = new int[size];
      for (int i = 0; i < size; i++) {
        order[next[unit[i]]++] = i;
      }
      return order;
    }
  }
}
