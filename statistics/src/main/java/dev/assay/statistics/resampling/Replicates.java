// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bootstrap distribution of one metric: its value in every replicate, or NaN where the
 * replicate leaves it undefined. Replicate b of one model and replicate b of another on the same
 * set, under the same plan, are about the same images.
 */
public final class Replicates {
  /** Values closer than this are equal but for the order of floating-point operations. */
  private static final double ROUNDING = 1e-12;

  private final double[] values;

  /** Made when it is first needed: families of models need the values alone. */
  private volatile double @Nullable [] sorted;

  /**
   * @param values one per replicate, NaN where undefined; owned by the new object
   */
  public Replicates(double[] values) {
    this.values = values;
  }

  private double[] sorted() {
    double[] known = sorted;
    if (known == null) {
      known = Arrays.stream(values).filter(v -> !Double.isNaN(v)).sorted().toArray();
      sorted = known;
    }
    return known;
  }

  /** B, the dropped ones included. */
  public int count() {
    return values.length;
  }

  /** The metric in one replicate, 0..count-1; NaN where it is undefined. */
  public double value(int replicate) {
    return values[replicate];
  }

  /** Replicates in which the metric is defined. */
  public int defined() {
    return sorted().length;
  }

  /** Share of the replicates that leave the metric undefined, in [0, 1]. */
  public double droppedShare() {
    return 1 - (double) defined() / count();
  }

  /** Whether the values have no spread beyond rounding, or are fewer than two. */
  public boolean withoutSpread() {
    return defined() < 2 || sorted()[defined() - 1] - sorted()[0] <= ROUNDING;
  }

  /**
   * Quantile of the defined values, linear between neighbours: type 7 of R. J. Hyndman and Y. Fan,
   * Am. Stat. 50 (1996) 361-365, the default of numpy and R.
   *
   * @param p in [0, 1]
   * @throws IllegalStateException if no replicate is defined
   */
  public double quantile(double p) {
    double[] sorted = sorted();
    if (sorted.length == 0) {
      throw new IllegalStateException("no replicate in which the metric is defined");
    }
    double position = p * (sorted.length - 1);
    int below = (int) position;
    double share = position - below;
    return share == 0 ? sorted[below] : sorted[below] + share * (sorted[below + 1] - sorted[below]);
  }

  /** Share of the defined values below; those equal up to rounding count half. */
  public double shareBelowTiesHalf(double value) {
    return (firstAbove(value - ROUNDING) + firstAbove(value + ROUNDING)) / (2.0 * defined());
  }

  /** Share of the defined values below, to the last bit. */
  public double shareStrictlyBelow(double value) {
    return firstAbove(Math.nextDown(value)) / (double) defined();
  }

  private int firstAbove(double value) {
    double[] sorted = sorted();
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] <= value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** Mean of the defined values. */
  public double mean() {
    return Arrays.stream(sorted()).average().orElseThrow();
  }

  /** Standard deviation of the defined values (divisor n - 1): the bootstrap standard error. */
  public double standardError() {
    double mean = Arrays.stream(sorted()).average().orElseThrow();
    double squares = 0;
    for (double v : sorted()) {
      squares += (v - mean) * (v - mean);
    }
    return Math.sqrt(squares / (defined() - 1));
  }

  /**
   * Paired difference; a replicate undefined for either is dropped for both.
   *
   * @throws IllegalArgumentException if the other has another number of replicates
   */
  public Replicates minus(Replicates other) {
    if (other.count() != count()) {
      throw new IllegalArgumentException(
          "replicates of two plans are not paired: " + count() + " and " + other.count());
    }
    double[] differences = new double[count()];
    Arrays.setAll(differences, b -> values[b] - other.values[b]);
    return new Replicates(differences);
  }
}
