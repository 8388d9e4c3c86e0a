package dev.assay.statistics.metrics;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A number that says how good a model is on a test set. In the formulas, TP, FP, FN, TN are of one
 * class against the rest, n is the number of images, n_c those of class c, C the number of classes.
 *
 * <p>Averages are over all declared classes: <i>weighted</i> by n_c, <i>macro</i> with equal
 * weights, <i>micro</i> over the pooled decisions. Precision of a class that is never predicted
 * counts as 0, and the value says so. A macro or one-versus-rest metric is undefined when a
 * declared class does not occur: no number of the others stands for it.
 *
 * <p>Names and conventions are scikit-learn's: F. Pedregosa et al., JMLR 12 (2011) 2825-2830.
 */
public enum Metric {
  /** sum TP / n. */
  ACCURACY("accuracy", Needs.NOTHING, t -> t.hits() / t.total()),
  /** Mean over the classes of TP / n_c: K. H. Brodersen et al., ICPR 2010. */
  BALANCED_ACCURACY("balanced_accuracy", Needs.EVERY_CLASS, t -> macro(t, t::recall)),

  PRECISION_WEIGHTED("precision_weighted", Needs.NOTHING, t -> weighted(t, t::precision)),
  /** Equals accuracy: every image belongs to one class. */
  RECALL_WEIGHTED("recall_weighted", Needs.NOTHING, t -> weighted(t, t::recall)),
  /** Weighted mean of 2 TP / (2 TP + FP + FN). */
  F1_WEIGHTED("f1_weighted", Needs.NOTHING, t -> weighted(t, t::f1)),

  PRECISION_MACRO("precision_macro", Needs.EVERY_CLASS, t -> macro(t, t::precision)),
  /** Equals balanced accuracy. */
  RECALL_MACRO("recall_macro", Needs.EVERY_CLASS, t -> macro(t, t::recall)),
  /** Mean of the classes' F1, not the F1 of the means. */
  F1_MACRO("f1_macro", Needs.EVERY_CLASS, t -> macro(t, t::f1)),
  SPECIFICITY_MACRO("specificity_macro", Needs.EVERY_CLASS, t -> macro(t, t::specificity)),

  /** Equals accuracy, as do the next two: one decision per image, all classes counted. */
  PRECISION_MICRO("precision_micro", Needs.NOTHING, t -> t.hits() / t.total()),
  RECALL_MICRO("recall_micro", Needs.NOTHING, t -> t.hits() / t.total()),
  F1_MICRO("f1_micro", Needs.NOTHING, t -> t.hits() / t.total()),

  PRECISION_BINARY("precision_binary", Needs.POSITIVE_CLASS, t -> positive(t, t::precision)),
  /** Sensitivity. */
  RECALL_BINARY("recall_binary", Needs.POSITIVE_CLASS, t -> positive(t, t::recall)),
  F1_BINARY("f1_binary", Needs.POSITIVE_CLASS, t -> positive(t, t::f1)),
  SPECIFICITY_BINARY(
      "specificity_positive", Needs.POSITIVE_CLASS, t -> positive(t, t::specificity)),

  /**
   * Matthews' correlation of truth and decision, for many classes as J. Gorodkin, Comput. Biol.
   * Chem. 28 (2004) 367-374; 0 when all decisions or all truths are one class.
   */
  MCC("mcc", Needs.NOTHING, Agreement::mcc),
  /** (observed - chance) / (1 - chance) agreement: J. Cohen, Educ. Psychol. Meas. 20 (1960) 37. */
  COHEN_KAPPA(
      "cohen_kappa", Needs.TWO_CLASSES_SEEN, t -> Agreement.kappa(t, (a, b) -> a == b ? 0 : 1)),
  /** The same with disagreements weighted by (i - j)^2: for ordered classes only. */
  COHEN_KAPPA_QUADRATIC(
      "cohen_kappa_quadratic",
      Needs.TWO_CLASSES_SEEN,
      t -> Agreement.kappa(t, (a, b) -> (double) (a - b) * (a - b))),

  /**
   * Area under the ROC curve. Two classes: of the positive class (which one does not matter); more:
   * the same as {@link #AUROC_OVR_MACRO}. Mann-Whitney with ties counted half.
   */
  AUROC(
      "auroc",
      Needs.EVERY_CLASS,
      t ->
          t.classes() == 2 ? (t.everyClassOccurs() ? t.auroc(1) : Double.NaN) : macro(t, t::auroc)),
  /** Plain mean of the one-versus-rest areas. */
  AUROC_OVR_MACRO("auroc_ovr_macro", Needs.EVERY_CLASS, t -> macro(t, t::auroc)),
  /** Mean of the one-versus-rest areas, weighted by n_c. */
  AUROC_OVR_WEIGHTED(
      "auroc_ovr_weighted",
      Needs.EVERY_CLASS,
      t -> t.everyClassOccurs() ? weighted(t, t::auroc) : Double.NaN),

  /** Plain mean of the one-versus-rest average precisions, also of two classes. */
  AVERAGE_PRECISION_MACRO(
      "average_precision_macro", Needs.EVERY_CLASS, t -> macro(t, t::averagePrecision)),
  AVERAGE_PRECISION_POSITIVE(
      "average_precision_positive", Needs.POSITIVE_CLASS, t -> positive(t, t::averagePrecision)),

  /**
   * Mean of -ln p(true class); probabilities are first moved into [eps, 1 - eps], eps = 2^-52, and
   * the row is scaled back to sum 1.
   */
  LOG_LOSS("log_loss", Needs.NOTHING, Tally::meanLogLoss),
  /**
   * Mean over images of the sum over classes of (p - y)^2, in [0, 2]: G. W. Brier, Mon. Weather
   * Rev. 78 (1950) 1-3. With two classes it is twice the form that looks at the positive class
   * only.
   */
  BRIER("brier_multiclass", Needs.NOTHING, Tally::meanBrier),
  /** Mean of (p - y)^2 of the positive class, in [0, 1]. */
  BRIER_BINARY(
      "brier_binary_positive", Needs.POSITIVE_CLASS, t -> positive(t, c -> t.meanBrier() / 2)),
  /**
   * Expected calibration error: |accuracy - mean confidence| of the images in each of 15 bins of
   * equal width, weighted by their number. Biased upwards, the more the fewer the images.
   */
  ECE("ece_15", Needs.NOTHING, Tally::expectedCalibrationError),
  /** The largest |accuracy - mean confidence| of any of the 15 bins. */
  MCE("mce_15", Needs.NOTHING, Tally::largestCalibrationError);

  private enum Needs {
    NOTHING,
    EVERY_CLASS,
    POSITIVE_CLASS,
    TWO_CLASSES_SEEN
  }

  private final String key;
  private final Needs needs;
  private final ToDoubleFunction<Tally> formula;

  Metric(String key, Needs needs, ToDoubleFunction<Tally> formula) {
    this.key = key;
    this.needs = needs;
    this.formula = formula;
  }

  /** As in files and tables. */
  public String key() {
    return key;
  }

  /**
   * @throws IllegalArgumentException naming the keys there are
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

  /** Whether it is about one class of two, which must be declared. */
  public boolean needsPositiveClass() {
    return needs == Needs.POSITIVE_CLASS;
  }

  public boolean higherIsBetter() {
    return switch (this) {
      case LOG_LOSS, BRIER, BRIER_BINARY, ECE, MCE -> false;
      default -> true;
    };
  }

  /** Whether it is about every class, or one of two, so that a rare class makes it uncertain. */
  public boolean needsEveryClass() {
    return needs == Needs.EVERY_CLASS || needs == Needs.POSITIVE_CLASS;
  }

  /** Whether the point is too high even with a perfect model, and resamples more so. */
  public boolean biased() {
    return this == ECE || this == MCE;
  }

  /** Whether it is a share, a mean of shares or an area, for which the logit is natural. */
  public boolean inUnitInterval() {
    return switch (this) {
      case MCC, COHEN_KAPPA, COHEN_KAPPA_QUADRATIC, LOG_LOSS, BRIER, BRIER_BINARY, ECE, MCE ->
          false;
      default -> true;
    };
  }

  /** Whether it follows from the order of the scores, which must then be sorted. */
  public boolean ranked() {
    return switch (this) {
      case AUROC,
          AUROC_OVR_MACRO,
          AUROC_OVR_WEIGHTED,
          AVERAGE_PRECISION_MACRO,
          AVERAGE_PRECISION_POSITIVE ->
          true;
      default -> false;
    };
  }

  /** Whether it follows from the decisions alone, whatever the probabilities behind them. */
  public boolean ofDecisions() {
    return !ranked()
        && switch (this) {
          case LOG_LOSS, BRIER, BRIER_BINARY, ECE, MCE -> false;
          default -> true;
        };
  }

  /** Whether it is the share of images decided rightly, for which binomial intervals exist. */
  public boolean shareOfImages() {
    return switch (this) {
      case ACCURACY, RECALL_WEIGHTED, PRECISION_MICRO, RECALL_MICRO, F1_MICRO -> true;
      default -> false;
    };
  }

  /** The value on the whole set, or why there is none. */
  public Estimate of(LabelledSet set, Scores scores) {
    return of(Tally.ofAll(set, scores));
  }

  public Estimate of(Tally tally) {
    double value = raw(tally);
    return Double.isNaN(value)
        ? new Estimate.Undefined(reason(tally))
        : new Estimate.Value(value, notes(tally));
  }

  /** NaN when undefined: for the resampling loop only. */
  public double raw(Tally tally) {
    return formula.applyAsDouble(tally);
  }

  private String reason(Tally tally) {
    return switch (needs) {
      case EVERY_CLASS -> noImageOf(tally);
      case POSITIVE_CLASS ->
          tally.positive().isEmpty() ? "no positive class is declared" : noImageOf(tally);
      case TWO_CLASSES_SEEN -> "truth and decisions are all one class";
      case NOTHING -> throw new IllegalStateException(key + " is defined for every test set");
    };
  }

  private static String noImageOf(Tally tally) {
    return "no image of class " + String.join(", ", tally.absentClasses());
  }

  private List<String> notes(Tally tally) {
    List<String> notes = new ArrayList<>();
    boolean ofPrecision =
        switch (this) {
          case PRECISION_WEIGHTED, PRECISION_MACRO, PRECISION_BINARY -> true;
          default -> false;
        };
    List<String> never = tally.neverPredicted();
    if (ofPrecision && !never.isEmpty()) {
      notes.add("precision counts as 0 for never predicted " + String.join(", ", never));
    }
    if (this == MCC && Agreement.isConstant(tally)) {
      notes.add("counts as 0 because truth or decisions are all one class");
    }
    return notes;
  }

  private static double macro(Tally t, IntToDoubleFunction ofClass) {
    if (!t.everyClassOccurs()) {
      return Double.NaN;
    }
    double sum = 0;
    for (int c = 0; c < t.classes(); c++) {
      sum += ofClass.applyAsDouble(c);
    }
    return sum / t.classes();
  }

  private static double weighted(Tally t, IntToDoubleFunction ofClass) {
    double sum = 0;
    for (int c = 0; c < t.classes(); c++) {
      sum += t.truth(c) * ofClass.applyAsDouble(c);
    }
    return sum / t.total();
  }

  private static double positive(Tally t, IntToDoubleFunction ofClass) {
    return t.positive().isEmpty() || !t.everyClassOccurs()
        ? Double.NaN
        : ofClass.applyAsDouble(t.positive().getAsInt());
  }
}
