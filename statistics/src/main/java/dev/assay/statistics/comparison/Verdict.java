// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

/** The conclusion about a contrast at the declared level, from its adjusted p and margin. */
public enum Verdict {
  /** There is a difference, and the first is better. */
  FIRST_BETTER("first better"),
  /** There is a difference, and the second is better. */
  SECOND_BETTER("second better"),
  /** No difference is shown; the two are within the margin of each other. */
  EQUIVALENT("equivalent"),
  /** No difference is shown; the first is not worse than the second by the margin. */
  FIRST_NOT_INFERIOR("first not inferior"),
  /** None of these could be shown. That does not prove that the models are equal. */
  UNDECIDED("undecided"),
  /** There is no test: more units of the same kind would not decide either. */
  UNTESTABLE("cannot be tested");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /**
   * Where no difference is shown.
   *
   * @param high whether more of the metric is better
   * @param notBelow whether the first is shown to be above the second minus the margin
   * @param notAbove whether it is shown to be below the second plus the margin
   */
  static Verdict within(boolean high, boolean notBelow, boolean notAbove) {
    if (notBelow && notAbove) {
      return EQUIVALENT;
    }
    return (high ? notBelow : notAbove) ? FIRST_NOT_INFERIOR : UNDECIDED;
  }

  public String label() {
    return label;
  }

  public boolean isDifference() {
    return this == FIRST_BETTER || this == SECOND_BETTER;
  }
}
