// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.IntervalEstimate;
import java.util.List;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * All that the data say about one difference: a p of no difference, and at every level the
 * differences that are not rejected. Every number of a row of a table comes from one of these, so
 * that a p, an interval and a verdict cannot contradict each other.
 *
 * @param test its name, for tables
 * @param method of the interval
 * @param difference first minus second
 * @param standardError of the difference; 0 where no unit distinguishes the models
 * @param ofNone two-sided p of no difference, computed when it is asked for
 * @param limits at every level
 * @param discordantUnits of those units that count for the metric; null for contrasts of more than
 *     two models
 * @param notes for the reader of the table
 */
record PairedInference(
    String test,
    IntervalEstimate.Method method,
    double difference,
    double standardError,
    PValue ofNone,
    Limits limits,
    @Nullable Integer discordantUnits,
    List<String> notes) {
  /** Below this a normal approximation is no evidence; the exact p alone is. */
  static final double FLOOR = 1e-4;

  private static final double LEAST = 1e-15;
  private static final int STEPS = 36;

  PairedInference {
    notes = List.copyOf(notes);
  }

  /** A p that costs time, computed once. */
  static final class PValue {
    private final DoubleSupplier value;
    private double known = Double.NaN;

    PValue(DoubleSupplier value) {
      this.value = value;
    }

    double get() {
      if (Double.isNaN(known)) {
        known = value.getAsDouble();
      }
      return known;
    }
  }

  /** Two-sided, of no difference. */
  double p() {
    return ofNone.get();
  }

  /** The limits of confidence 1 - alpha with equal tails; wider for a smaller alpha. */
  interface Limits {
    /**
     * @param alpha in (0, 1]
     */
    Difference.Ends at(double alpha);

    /** The smallest tail whose lower limit is above this, a value below the difference. */
    default double above(double bound) {
      return smallest(tail -> at(2 * tail).lower() > bound);
    }

    /** The smallest tail whose upper limit is below this, a value above the difference. */
    default double below(double bound) {
      return smallest(tail -> at(2 * tail).upper() < bound);
    }

    /**
     * The posterior probability that the true difference is on the other side of 0 than this one,
     * or 0. By default that of the distribution that the limits are the quantiles of: for Student's
     * t the posterior of a flat prior.
     *
     * @param difference not 0
     */
    default double otherSide(double difference) {
      return difference > 0 ? above(0) : below(0);
    }
  }

  /**
   * The larger of an exact p, which asks whether the models are exchangeable, and that of the
   * limits, which asks whether the metric is equal: models of different thresholds may have one
   * without the other. Far out in the tail the exact one alone.
   */
  static double larger(@Nullable Double exact, double ofLimits) {
    if (exact == null) {
      return ofLimits;
    }
    return ofLimits < FLOOR ? exact : Math.max(exact, ofLimits);
  }

  /** The two-sided p of a true difference of 0 by the limits: where they begin to exclude it. */
  static double p(double difference, Limits limits) {
    if (difference == 0) {
      return 1;
    }
    return difference > 0 ? 2 * limits.above(0) : 2 * limits.below(0);
  }

  /**
   * The posterior probability that the model that is ahead does not outperform the other; null
   * where none is ahead.
   */
  @Nullable Double falseClaim() {
    return difference == 0 ? null : Double.valueOf(limits.otherSide(difference));
  }

  /** p of H0: the true difference is at most this. */
  double pAbove(double bound) {
    return difference > bound ? limits.above(bound) : 1 - limits.below(bound);
  }

  /** p of H0: the true difference is at least this. */
  double pBelow(double bound) {
    return difference < bound ? limits.below(bound) : 1 - limits.above(bound);
  }

  private interface Excludes {
    boolean at(double tail);
  }

  /** The smallest tail, up to 1/2, whose limit excludes the bound. */
  private static double smallest(Excludes excludes) {
    if (!excludes.at(0.5)) {
      return 0.5;
    }
    double no = Math.log(LEAST);
    double yes = Math.log(0.5);
    if (excludes.at(LEAST)) {
      return LEAST;
    }
    for (int i = 0; i < STEPS; i++) {
      double middle = (no + yes) / 2;
      if (excludes.at(Math.exp(middle))) {
        yes = middle;
      } else {
        no = middle;
      }
    }
    return Math.exp(yes);
  }

  /**
   * The differences that are not rejected. No difference is judged by its own, exact or adjusted,
   * test: rejected, it and all on its other side are left out, and the end is just beyond 0 (as for
   * stepwise tests: K. Strassburger and F. Bretz, Stat. Med. 27 (2008) 4914-4927); not rejected, it
   * is in.
   *
   * @param alpha two-sided level of the limits
   * @param rejected whether the models are found to differ
   */
  Difference.Ends interval(double alpha, boolean rejected) {
    Difference.Ends ends = limits.at(alpha);
    double lower = ends.lower();
    double upper = ends.upper();
    if (!rejected) {
      return new Difference.Ends(Math.min(lower, 0), Math.max(upper, 0));
    }
    return difference > 0
        ? new Difference.Ends(Math.max(lower, Double.MIN_VALUE), upper)
        : new Difference.Ends(lower, Math.min(upper, -Double.MIN_VALUE));
  }
}
