package dev.assay.statistics.comparison;

/** What a contrast comes to at the declared level, from its adjusted p and margin. */
public enum Verdict {
  /** A difference, the first side better. */
  FIRST_BETTER("first better"),
  /** A difference, the second side better. */
  SECOND_BETTER("second better"),
  /** No difference shown; both within the margin of each other. */
  EQUIVALENT("equivalent"),
  /** No difference shown; the first is not worse than the second by the margin. */
  FIRST_NOT_INFERIOR("first not inferior"),
  /** None of these could be shown. That is no proof that the models are alike. */
  UNDECIDED("undecided");

  private final String label;

  Verdict(String label) {
    this.label = label;
  }

  /**
   * Where no difference is shown.
   *
   * @param high whether more of the metric is better
   * @param notBelow whether the first side is shown to be above the second minus the margin
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
