// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import static dev.assay.statistics.metrics.Average.amongNegatives;
import static dev.assay.statistics.metrics.Average.amongPositives;
import static dev.assay.statistics.metrics.Average.macro;
import static dev.assay.statistics.metrics.Average.positive;
import static dev.assay.statistics.metrics.Average.weighted;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A number that says how good a model is on a test set. This is the one declaration of a metric: a
 * constant has its key, its label, its kind, what it requires of the test set, and its formula;
 * evaluation, reports and the command line read them here.
 *
 * <p>In the formulas, TP, FP, FN and TN are those of one class against the rest, n is the number of
 * images, n_c the number of images of class c, and C the number of classes. Averages are over all
 * declared classes: <i>weighted</i> by n_c, <i>macro</i> with equal weights, <i>micro</i> over the
 * pooled decisions. Precision of a class that is never predicted counts as 0, and the value says
 * so. A macro or one-versus-rest metric is undefined when a declared class does not occur: the
 * other classes do not replace it.
 *
 * <p>Names and conventions are scikit-learn's: F. Pedregosa et al., JMLR 12 (2011) 2825-2830.
 */
public enum Metric {
  /** sum TP / n. */
  ACCURACY("accuracy", "Accuracy", Kind.SHARE_OF_IMAGES, Needs.NOTHING, t -> t.hits() / t.total()),
  /** Mean over the classes of TP / n_c: K. H. Brodersen et al., ICPR 2010. */
  BALANCED_ACCURACY(
      "balanced_accuracy",
      "Balanced acc.",
      Kind.DECISIONS,
      Needs.EVERY_CLASS,
      t -> macro(t, t::recall)),

  PRECISION_WEIGHTED(
      "precision_weighted",
      "Precision (weighted)",
      Kind.PRECISION,
      Needs.NOTHING,
      t -> weighted(t, t::precision)),
  /** Equals accuracy: every image belongs to one class. */
  RECALL_WEIGHTED(
      "recall_weighted",
      "Recall (weighted)",
      Kind.SHARE_OF_IMAGES,
      Needs.NOTHING,
      t -> weighted(t, t::recall)),
  /** Weighted mean of 2 TP / (2 TP + FP + FN). */
  F1_WEIGHTED(
      "f1_weighted", "F1 (weighted)", Kind.DECISIONS, Needs.NOTHING, t -> weighted(t, t::f1)),

  PRECISION_MACRO(
      "precision_macro",
      "Precision (macro)",
      Kind.PRECISION,
      Needs.EVERY_CLASS,
      t -> macro(t, t::precision)),
  /** Equals balanced accuracy. */
  RECALL_MACRO(
      "recall_macro",
      "Recall (macro)",
      Kind.DECISIONS,
      Needs.EVERY_CLASS,
      t -> macro(t, t::recall)),
  /** Mean of the classes' F1, not the F1 of the means. */
  F1_MACRO("f1_macro", "F1 (macro)", Kind.DECISIONS, Needs.EVERY_CLASS, t -> macro(t, t::f1)),
  SPECIFICITY_MACRO(
      "specificity_macro",
      "Specificity (macro)",
      Kind.DECISIONS,
      Needs.EVERY_CLASS,
      t -> macro(t, t::specificity)),

  /** Equals accuracy, as do the next two: one decision per image, all classes counted. */
  PRECISION_MICRO(
      "precision_micro",
      "Precision (micro)",
      Kind.SHARE_OF_IMAGES,
      Needs.NOTHING,
      t -> t.hits() / t.total()),
  RECALL_MICRO(
      "recall_micro",
      "Recall (micro)",
      Kind.SHARE_OF_IMAGES,
      Needs.NOTHING,
      t -> t.hits() / t.total()),
  F1_MICRO(
      "f1_micro", "F1 (micro)", Kind.SHARE_OF_IMAGES, Needs.NOTHING, t -> t.hits() / t.total()),

  PRECISION_BINARY(
      "precision_binary",
      "Precision",
      Kind.PRECISION,
      Needs.POSITIVE_CLASS,
      t -> positive(t, t::precision)),
  /** Sensitivity. */
  RECALL_BINARY(
      "recall_binary",
      "Sensitivity",
      Kind.DECISIONS,
      Needs.POSITIVES,
      t -> amongPositives(t, t::recall)),
  F1_BINARY("f1_binary", "F1", Kind.DECISIONS, Needs.POSITIVE_CLASS, t -> positive(t, t::f1)),
  SPECIFICITY_BINARY(
      "specificity_positive",
      "Specificity",
      Kind.DECISIONS,
      Needs.NEGATIVES,
      t -> amongNegatives(t, t::specificity)),

  /**
   * Matthews' correlation of truth and decision, for many classes as J. Gorodkin, Comput. Biol.
   * Chem. 28 (2004) 367-374; 0 when all decisions or all truths are one class.
   */
  MCC("mcc", "MCC", Kind.CORRELATION, Needs.NOTHING, Agreement::mcc),
  /** (observed - chance) / (1 - chance) agreement: J. Cohen, Educ. Psychol. Meas. 20 (1960) 37. */
  COHEN_KAPPA(
      "cohen_kappa",
      "Cohen's kappa",
      Kind.CORRELATION,
      Needs.TWO_CLASSES_SEEN,
      t -> Agreement.kappa(t, (a, b) -> a == b ? 0 : 1)),
  /** The same with disagreements weighted by (i - j)^2: for ordered classes only. */
  COHEN_KAPPA_QUADRATIC(
      "cohen_kappa_quadratic",
      "Quadratic kappa",
      Kind.CORRELATION,
      Needs.TWO_CLASSES_SEEN,
      t -> Agreement.kappa(t, (a, b) -> (double) (a - b) * (a - b))),

  /**
   * Area under the ROC curve. Two classes: of the positive class (which one does not matter); more:
   * the same as {@link #AUROC_OVR_MACRO}. Mann-Whitney with ties counted half.
   */
  AUROC(
      "auroc",
      "AUROC",
      Kind.RANKS,
      Needs.EVERY_CLASS,
      t ->
          t.classes() == 2 ? (t.everyClassOccurs() ? t.auroc(1) : Double.NaN) : macro(t, t::auroc)),
  /** Plain mean of the one-versus-rest areas. */
  AUROC_OVR_MACRO(
      "auroc_ovr_macro", "AUROC (macro)", Kind.RANKS, Needs.EVERY_CLASS, t -> macro(t, t::auroc)),
  /** Mean of the one-versus-rest areas, weighted by n_c. */
  AUROC_OVR_WEIGHTED(
      "auroc_ovr_weighted",
      "AUROC (weighted)",
      Kind.RANKS,
      Needs.EVERY_CLASS,
      t -> t.everyClassOccurs() ? weighted(t, t::auroc) : Double.NaN),

  /** Plain mean of the one-versus-rest average precisions, also of two classes. */
  AVERAGE_PRECISION_MACRO(
      "average_precision_macro",
      "AP (macro)",
      Kind.RANKS,
      Needs.EVERY_CLASS,
      t -> macro(t, t::averagePrecision)),
  AVERAGE_PRECISION_POSITIVE(
      "average_precision_positive",
      "AP",
      Kind.RANKS,
      Needs.POSITIVE_CLASS,
      t -> positive(t, t::averagePrecision)),
  /** Negative predictive value: precision of the other class than the positive one. */
  NEGATIVE_PREDICTIVE_VALUE(
      "npv",
      "NPV",
      Kind.PRECISION,
      Needs.POSITIVE_CLASS,
      t -> positive(t, c -> t.precision(1 - c))),

  /**
   * Mean of -ln p(true class); probabilities are first moved into [eps, 1 - eps], eps = 2^-52, and
   * the row is scaled back to sum 1.
   */
  LOG_LOSS("log_loss", "Log loss", Kind.LOSS, Needs.NOTHING, Tally::meanLogLoss),
  /**
   * Mean over images of the sum over classes of (p - y)^2, in [0, 2]: G. W. Brier, Mon. Weather
   * Rev. 78 (1950) 1-3. With two classes it is twice the form that uses the positive class only.
   */
  BRIER("brier_multiclass", "Brier score", Kind.LOSS, Needs.NOTHING, Tally::meanBrier),
  /** Mean of (p - y)^2 of the positive class, in [0, 1]. */
  BRIER_BINARY(
      "brier_binary_positive",
      "Brier score (binary)",
      Kind.LOSS,
      Needs.POSITIVE_CLASS,
      t -> positive(t, c -> t.meanBrier() / 2)),
  /**
   * Expected calibration error: |accuracy - mean confidence| of the images in each of 15 bins of
   * equal width, weighted by their number. Biased upwards, the more the fewer the images.
   */
  ECE("ece_15", "ECE", Kind.CALIBRATION_ERROR, Needs.NOTHING, Tally::expectedCalibrationError),
  /** The largest |accuracy - mean confidence| of any of the 15 bins. */
  MCE("mce_15", "MCE", Kind.CALIBRATION_ERROR, Needs.NOTHING, Tally::largestCalibrationError);

  /** What a metric is computed from, and what follows for its direction and its intervals. */
  private enum Kind {
    /** The share of images that are decided rightly; binomial intervals exist. */
    SHARE_OF_IMAGES,
    /** Another share, or a mean of shares, of decisions. */
    DECISIONS,
    /** The same, where a class that is never predicted counts as 0. */
    PRECISION,
    /** Agreement of truth and decisions, in [-1, 1]. */
    CORRELATION,
    /** An area that follows from the order of the scores. */
    RANKS,
    /** A mean loss of probabilities; less is better. */
    LOSS,
    /** A distance of probabilities from frequencies; less is better, and the point is biased. */
    CALIBRATION_ERROR
  }

  private final String key;
  private final String label;
  private final Kind kind;
  private final Needs needs;
  private final ToDoubleFunction<Tally> formula;

  Metric(String key, String label, Kind kind, Needs needs, ToDoubleFunction<Tally> formula) {
    this.key = key;
    this.label = label;
    this.kind = kind;
    this.needs = needs;
    this.formula = formula;
  }

  /** The name in studies and files. */
  public String key() {
    return key;
  }

  /** The name in tables, as papers write it. */
  public String label() {
    return label;
  }

  /**
   * @throws IllegalArgumentException if there is no such metric; the message lists the keys
   */
  public static Metric ofKey(String key) {
    for (Metric metric : values()) {
      if (metric.key.equals(key)) {
        return metric;
      }
    }
    throw new IllegalArgumentException(
        "no metric '"
            + key
            + "'; there are "
            + Arrays.stream(values()).map(Metric::key).collect(Collectors.joining(", ")));
  }

  /** Whether a study may declare it primary: unbiased, of all classes, and no other one's equal. */
  public boolean mayBePrimary() {
    boolean equalsAnother =
        this == RECALL_MACRO || (kind == Kind.SHARE_OF_IMAGES && this != ACCURACY);
    return !biased() && !needsPositiveClass() && !equalsAnother;
  }

  /** Whether it is about one class of two, which must be declared. */
  public boolean needsPositiveClass() {
    return needs == Needs.POSITIVE_CLASS || needs == Needs.POSITIVES || needs == Needs.NEGATIVES;
  }

  /** Whether it is about every class, or one of two, so that a rare class makes it uncertain. */
  public boolean needsEveryClass() {
    return needs == Needs.EVERY_CLASS || needsPositiveClass();
  }

  public boolean higherIsBetter() {
    return kind != Kind.LOSS && kind != Kind.CALIBRATION_ERROR;
  }

  /** Whether the point is too high even with a perfect model, and resamples more so. */
  public boolean biased() {
    return kind == Kind.CALIBRATION_ERROR;
  }

  /** Whether it is a share, a mean of shares or an area, for which the logit is natural. */
  public boolean inUnitInterval() {
    return switch (kind) {
      case SHARE_OF_IMAGES, DECISIONS, PRECISION, RANKS -> true;
      case CORRELATION, LOSS, CALIBRATION_ERROR -> false;
    };
  }

  /** Whether it follows from the order of the scores, which must then be sorted. */
  public boolean ranked() {
    return kind == Kind.RANKS;
  }

  /** Whether it follows from the decisions alone, whatever the probabilities behind them. */
  public boolean ofDecisions() {
    return switch (kind) {
      case SHARE_OF_IMAGES, DECISIONS, PRECISION, CORRELATION -> true;
      case RANKS, LOSS, CALIBRATION_ERROR -> false;
    };
  }

  /** Whether it is the share of images decided rightly, for which binomial intervals exist. */
  public boolean shareOfImages() {
    return kind == Kind.SHARE_OF_IMAGES;
  }

  /**
   * The class whose precision this is: a share of the decisions for it. Empty for all others, such
   * as a mean of precisions.
   */
  public OptionalInt classOfPrecision(OptionalInt positive) {
    if (positive.isEmpty()) {
      return positive;
    }
    return switch (this) {
      case PRECISION_BINARY -> positive;
      case NEGATIVE_PREDICTIVE_VALUE -> OptionalInt.of(1 - positive.getAsInt());
      default -> OptionalInt.empty();
    };
  }

  /**
   * The weights of the classes' recalls, if this is a mean of them or one of them; else none.
   *
   * @param positive one of two classes, if declared
   */
  public double[] weightsOfRecalls(int classes, OptionalInt positive) {
    double[] weights = new double[classes];
    switch (this) {
      case BALANCED_ACCURACY, RECALL_MACRO -> Arrays.fill(weights, 1.0 / classes);
      case RECALL_BINARY -> positive.ifPresent(c -> weights[c] = 1);
      case SPECIFICITY_BINARY -> positive.ifPresent(c -> weights[1 - c] = 1);
      case SPECIFICITY_MACRO -> Arrays.fill(weights, classes == 2 ? 0.5 : 0);
      default -> {}
    }
    return Arrays.stream(weights).sum() == 0 ? new double[0] : weights;
  }

  /** The value on the whole set, or the reason why there is none. */
  public Estimate of(LabelledSet set, Scores scores) {
    return of(Tally.ofAll(set, scores));
  }

  public Estimate of(Tally tally) {
    double value = raw(tally);
    return Double.isNaN(value)
        ? new Estimate.Undefined(needs.whyUndefined(this, tally))
        : new Estimate.Value(value, notes(tally));
  }

  /** The value, or NaN where it is undefined: for the resampling loop only. */
  public double raw(Tally tally) {
    return formula.applyAsDouble(tally);
  }

  private List<String> notes(Tally tally) {
    List<String> notes = new ArrayList<>();
    List<String> never = tally.neverPredicted();
    if (kind == Kind.PRECISION && !never.isEmpty()) {
      notes.add("precision counts as 0 for never predicted " + String.join(", ", never));
    }
    if (this == MCC && Agreement.isConstant(tally)) {
      notes.add("counts as 0 because truth or decisions are all one class");
    }
    return notes;
  }
}
