// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import java.util.Locale;

/** What a test set is planned for. */
public sealed interface Goal {

  /** Mean width, or power, that is wanted. */
  double wanted();

  /** In words, for tables. */
  String text();

  /**
   * An interval of one model that is on average not wider.
   *
   * @param width upper limit minus lower limit, in (0, 1)
   * @param confidence of the interval, in (0.5, 1)
   */
  record Width(double width, double confidence) implements Goal {
    public Width {
      if (!(width > 0 && width < 1)) {
        throw new IllegalArgumentException("a width must be above 0 and below 1, not " + width);
      }
      if (!(confidence > 0.5 && confidence < 1)) {
        throw new IllegalArgumentException("confidence must be in (0.5, 1), not " + confidence);
      }
    }

    @Override
    public double wanted() {
      return width;
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "an interval of %s %% that is on average not wider than %s",
          Text.percent(confidence),
          Text.number(width));
    }
  }

  /** A finding about the first model minus the second. */
  sealed interface Finding extends Goal {
    /** Level: two-sided for a difference, of each one-sided test for a margin. */
    double alpha();

    /** Probability of the finding, in (0, 1). */
    double power();

    @Override
    default double wanted() {
      return power();
    }
  }

  /** The first is found to be better. */
  record Difference(double alpha, double power) implements Finding {
    public Difference {
      check(alpha, power);
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "the first is found better (two-sided level %s) with a power of %s %%",
          Text.number(alpha),
          Text.percent(power));
    }
  }

  /** The first is found not inferior: not worse by the margin. */
  record NotInferior(double margin, double alpha, double power) implements Finding {
    public NotInferior {
      check(alpha, power);
      checkMargin(margin);
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "the first is found not inferior by %s (one-sided level %s) with a power of %s %%",
          Text.number(margin),
          Text.number(alpha),
          Text.percent(power));
    }
  }

  /** Both are found within the margin of each other, by two one-sided tests. */
  record Equivalent(double margin, double alpha, double power) implements Finding {
    public Equivalent {
      check(alpha, power);
      checkMargin(margin);
    }

    @Override
    public String text() {
      return String.format(
          Locale.ROOT,
          "both are found equivalent within %s (two one-sided tests of level %s) with a power of"
              + " %s %%",
          Text.number(margin),
          Text.number(alpha),
          Text.percent(power));
    }
  }

  private static void check(double alpha, double power) {
    if (!(alpha > 0 && alpha < 0.5)) {
      throw new IllegalArgumentException("alpha must be above 0 and below 0.5, not " + alpha);
    }
    if (!(power > alpha && power < 1)) {
      throw new IllegalArgumentException(
          "power must be above alpha and below 1, not " + Text.number(power));
    }
  }

  private static void checkMargin(double margin) {
    if (!(margin > 0 && margin < 1)) {
      throw new IllegalArgumentException("a margin must be above 0 and below 1, not " + margin);
    }
  }
}
