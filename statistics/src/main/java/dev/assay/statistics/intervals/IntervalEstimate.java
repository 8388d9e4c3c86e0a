// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.testset.ResamplingUnit;
import java.util.List;

/**
 * An interval with everything that a footnote must say about it, or the reason why there is none.
 */
public sealed interface IntervalEstimate {

  /** How an interval was computed. */
  enum Method {
    /** Quantiles of the bootstrap distribution. */
    PERCENTILE("percentile bootstrap"),
    /** The same with units drawn within each class. */
    PERCENTILE_STRATIFIED("percentile bootstrap stratified by class"),
    /** Bias-corrected and accelerated, ties counted half. */
    BCA("BCa bootstrap"),
    /** On the logit scale, standard error from deleting units, Student's t. */
    LOGIT_T("logit t, units deleted in turn"),
    /** Wilson's score interval on the number of units. */
    WILSON("Wilson"),
    /** Joint draws of the confusion matrix. */
    CONFUSION_DRAWS("draws of the confusion matrix"),
    /** Of areas under the ROC curve, and of their averages over classes. */
    AREA_SCORE("score interval of the area"),
    /** Of average precisions, and of their averages over classes. */
    PRECISION_LOGIT("logit t of the average precision"),
    /** Over folds, with a variance corrected for the training images that they share. */
    CORRECTED_T("corrected t over folds"),
    /** The score interval of a difference of paired shares. */
    TANGO("Tango's score interval"),
    /** The mean of such intervals of every class. */
    TANGO_MOVER("Tango's score intervals of the classes (MOVER)"),
    /** Student's t over units, with one unseen discordant unit of each class. */
    DELTA_T("Student's t over units"),
    /** Of precisions: the outer of that and of Wilson's intervals of both. */
    DELTA_WILSON("Student's t over units and Wilson's intervals (MOVER)"),
    /** DeLong's or Obuchowski's with Student's t, and score intervals of both areas. */
    AREA_HULL("DeLong t and score intervals (MOVER)");

    private final String label;

    Method(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * @param lower not above {@code upper}; both finite
   * @param unit what was drawn, or, for Wilson, counted as one trial
   * @param seedsResampled whether the spread over training seeds is in the interval
   * @param resamples B; 0 for Wilson
   * @param droppedShare share of the resamples that left the metric undefined, in [0, 1]
   * @param standardError sd of the bootstrap distribution; 0 for Wilson
   * @param cautions why the true coverage may be below the stated one
   */
  record Interval(
      double lower,
      double upper,
      double confidence,
      Method method,
      ResamplingUnit unit,
      boolean seedsResampled,
      int resamples,
      double droppedShare,
      double standardError,
      List<String> cautions)
      implements IntervalEstimate {
    public Interval {
      if (!(lower <= upper) || !Double.isFinite(lower) || !Double.isFinite(upper)) {
        throw new IllegalArgumentException("no interval: " + lower + " to " + upper);
      }
      cautions = List.copyOf(cautions);
    }
  }

  /**
   * @param reason a sentence for the reader of the table
   */
  record None(String reason) implements IntervalEstimate {}
}
