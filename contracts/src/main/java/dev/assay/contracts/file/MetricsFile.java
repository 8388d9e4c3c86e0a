// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.assay.contracts.Check;
import dev.assay.contracts.Json;
import dev.assay.contracts.evaluation.EvaluationPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation found for one cell, over all its seeds. In the JSON the properties of {@code
 * data} and {@code metrics} are not nested.
 *
 * @param formatVersion of this file
 * @param evaluationKey hash of the predictions and the plan
 * @param data the images that were evaluated
 * @param seeds the training seeds
 * @param plan how the intervals were made
 * @param metrics of the cell
 * @param confusion one matrix per seed: rows true, columns predicted, in the order of the classes
 * @param warnings what a reader of the metrics must know
 * @param seedDetails results of each seed, in the order of the seeds; absent in older files
 * @param designEffect variance of the mean accuracy over that of independent images, averaged over
 *     the seeds; 1 if images are independent; absent in older files
 * @param cellDetails further results of the cell; absent in older files
 * @param findings results of each finding, in the order of the classes, if images may show several:
 *     the metrics of the cell are then means over those that have a value; absent: images have one
 *     class
 */
public record MetricsFile(
    int formatVersion,
    String evaluationKey,
    @JsonUnwrapped EvaluatedData data,
    List<Long> seeds,
    EvaluationPlan plan,
    @JsonUnwrapped CellMetrics metrics,
    Map<Long, List<List<Integer>>> confusion,
    List<String> warnings,
    @Nullable List<SeedDetails> seedDetails,
    @Nullable Double designEffect,
    @Nullable CellDetails cellDetails,
    @Nullable List<FindingMetrics> findings) {

  public static final int FORMAT_VERSION = 1;

  /** Of images that have one class. */
  public MetricsFile(
      int formatVersion,
      String evaluationKey,
      EvaluatedData data,
      List<Long> seeds,
      EvaluationPlan plan,
      CellMetrics metrics,
      Map<Long, List<List<Integer>>> confusion,
      List<String> warnings,
      @Nullable List<SeedDetails> seedDetails,
      @Nullable Double designEffect,
      @Nullable CellDetails cellDetails) {
    this(
        formatVersion,
        evaluationKey,
        data,
        seeds,
        plan,
        metrics,
        confusion,
        warnings,
        seedDetails,
        designEffect,
        cellDetails,
        null);
  }

  public MetricsFile {
    Check.formatVersion(formatVersion, FORMAT_VERSION);
    Check.sha256("evaluationKey", evaluationKey);
    Check.present("data", data);
    seeds = List.copyOf(Check.notEmpty("seeds", seeds));
    Check.present("plan", plan);
    Check.present("metrics", metrics);
    confusion = confusion == null ? Map.of() : Map.copyOf(confusion);
    warnings = warnings == null ? List.of() : List.copyOf(warnings);
    seedDetails = seedDetails == null ? null : List.copyOf(seedDetails);
    findings = findings == null ? null : List.copyOf(findings);
  }

  /**
   * The images that were evaluated.
   *
   * @param dataset name
   * @param classes in the order of the labels
   * @param positiveClass the class whose AUROC is reported in a binary set; absent otherwise
   * @param groupKind {@code patient}, {@code lesion}, {@code image}, or {@code file} where images
   *     are frames
   * @param synthetic whether the images were made by a program
   * @param images number of test images
   * @param groups number of test groups
   * @param classCounts test images per class, in the order of the classes; images in which each
   *     finding is present, if images may show several
   * @param validationImages number of validation images
   */
  public record EvaluatedData(
      String dataset,
      List<String> classes,
      @Nullable String positiveClass,
      String groupKind,
      boolean synthetic,
      int images,
      int groups,
      List<Integer> classCounts,
      int validationImages) {
    public EvaluatedData {
      Check.text("dataset", dataset);
      classes = List.copyOf(Check.notEmpty("classes", classes));
      Check.text("groupKind", groupKind);
      classCounts = List.copyOf(Check.notEmpty("classCounts", classCounts));
      if (classCounts.size() != classes.size()) {
        throw new IllegalArgumentException(
            "classCounts must have one number per class of " + classes + ", not " + classCounts);
      }
    }
  }

  /**
   * The metrics of a cell.
   *
   * @param test metrics on the test images, with intervals
   * @param validation metrics on the validation images, points only
   * @param baseline metrics of always answering the most frequent training class, on the test
   *     images
   */
  public record CellMetrics(List<Metric> test, List<Metric> validation, List<Metric> baseline) {
    public CellMetrics {
      test = List.copyOf(Check.notEmpty("test", test));
      validation = List.copyOf(Check.notEmpty("validation", validation));
      baseline = List.copyOf(Check.notEmpty("baseline", baseline));
    }

    /**
     * @throws IllegalArgumentException if the test images have no metric of this name
     */
    public Metric test(String name) {
      return test.stream()
          .filter(metric -> metric.name().equals(name))
          .findFirst()
          .orElseThrow(() -> new IllegalArgumentException("no test metric '" + name + "'"));
    }

    /** The same with these metrics only. */
    CellMetrics only(Collection<String> names) {
      return new CellMetrics(only(test, names), only(validation, names), only(baseline, names));
    }

    private static List<Metric> only(List<Metric> metrics, Collection<String> names) {
      return metrics.stream().filter(metric -> names.contains(metric.name())).toList();
    }
  }

  /**
   * Further results of a cell.
   *
   * @param ensembleConfusion of the mean probability over the seeds: rows true, columns predicted;
   *     absent with one seed
   * @param clinical metrics of decisions about the positive class that the plan requests
   * @param thresholds the thresholds for these metrics, chosen on validation images
   * @param patients metrics of groups; empty if each group is a single image, or if a group has
   *     images of several classes
   * @param subgroups a metric in the subgroups of each attribute of the plan; absent if the plan
   *     has none
   * @param robustness a metric on corruptions of the test images; absent if the plan has none, and
   *     for a model that cannot be given pixels
   */
  public record CellDetails(
      @Nullable List<List<Integer>> ensembleConfusion,
      List<Metric> clinical,
      List<Threshold> thresholds,
      List<PatientMetrics> patients,
      @Nullable List<SubgroupMetrics> subgroups,
      @Nullable RobustnessMetrics robustness) {
    public CellDetails {
      ensembleConfusion =
          ensembleConfusion == null ? null : ensembleConfusion.stream().map(List::copyOf).toList();
      clinical = clinical == null ? List.of() : List.copyOf(clinical);
      thresholds = thresholds == null ? List.of() : List.copyOf(thresholds);
      patients = patients == null ? List.of() : List.copyOf(patients);
      subgroups = subgroups == null ? null : List.copyOf(subgroups);
    }

    /** Without corruptions. */
    public CellDetails(
        @Nullable List<List<Integer>> ensembleConfusion,
        List<Metric> clinical,
        List<Threshold> thresholds,
        List<PatientMetrics> patients,
        @Nullable List<SubgroupMetrics> subgroups) {
      this(ensembleConfusion, clinical, thresholds, patients, subgroups, null);
    }
  }

  /**
   * The lowest probability of the positive class at which a decision is positive.
   *
   * @param purpose e.g. {@code specificity_0.9}
   * @param probability above 1 for never
   */
  public record Threshold(String purpose, long seed, double probability) {
    public Threshold {
      Check.text("purpose", purpose);
    }
  }

  /**
   * Metrics of groups, with one decision for each group.
   *
   * @param rule {@code mean-probability} or {@code majority} of the group's images
   * @param groups number of them
   * @param test metrics, with intervals under the first rule
   */
  public record PatientMetrics(String rule, int groups, List<Metric> test) {
    public PatientMetrics {
      Check.text("rule", rule);
      test = List.copyOf(test);
    }
  }

  /**
   * Points of one seed on the test images.
   *
   * @param perClass one class against the rest, in the order of the classes
   * @param calibrationBins the reliability diagram, 15 bins, without the empty ones
   * @param temperature fitted on the validation images; absent if no temperature is best, or if the
   *     prior of class weights was removed as well
   * @param calibrated log loss, Brier score and calibration errors of the test images with the
   *     calibrated probabilities that were stored, or with the temperature; absent without either
   */
  public record SeedDetails(
      long seed,
      List<ClassMetrics> perClass,
      List<CalibrationBin> calibrationBins,
      @Nullable Double temperature,
      @Nullable Map<String, Double> calibrated) {
    public SeedDetails {
      perClass = perClass == null ? List.of() : List.copyOf(perClass);
      calibrationBins = calibrationBins == null ? List.of() : List.copyOf(calibrationBins);
    }
  }

  /**
   * One class against the rest. A number is absent where it is undefined.
   *
   * @param support images of the class
   * @param predicted images classified as this class
   * @param calibrationIntercept on the logit scale; above 0: the class is more frequent than
   *     predicted
   * @param calibrationSlope below 1: the model is overconfident
   */
  public record ClassMetrics(
      String label,
      long support,
      long predicted,
      @Nullable Double precision,
      @Nullable Double recall,
      @Nullable Double f1,
      @Nullable Double specificity,
      @Nullable Double auroc,
      @Nullable Double averagePrecision,
      @Nullable Double calibrationIntercept,
      @Nullable Double calibrationSlope) {
    public ClassMetrics {
      Check.text("label", label);
    }
  }

  /**
   * Images whose largest probability is in (lower, upper].
   *
   * @param accuracy share of them classified correctly
   * @param confidence mean of their largest probability
   */
  public record CalibrationBin(
      double lower, double upper, long images, double accuracy, double confidence) {}

  /**
   * One metric.
   *
   * @param name {@code accuracy}, {@code balanced_accuracy}, {@code precision_weighted}, {@code
   *     recall_weighted}, {@code f1_weighted}, {@code precision_macro}, {@code recall_macro},
   *     {@code f1_macro}, {@code auroc}, ...
   * @param point mean over the seeds; absent if undefined
   * @param lower end of the interval; absent without one
   * @param upper likewise
   * @param method how the interval was made, e.g. {@code percentile}, {@code wilson}
   * @param perSeed the metric of each seed, in the order of the seeds
   * @param seedSd standard deviation over the seeds; absent with a single seed
   * @param droppedShare of the resamples, because the metric was undefined in them
   * @param reason why the point or the interval is absent
   * @param corrected the point without its bias, for calibration errors
   * @param analytic intervals from formulas; the method of each says what it assumes
   */
  public record Metric(
      String name,
      @Nullable Double point,
      @Nullable Double lower,
      @Nullable Double upper,
      @Nullable String method,
      List<Double> perSeed,
      @Nullable Double seedSd,
      double droppedShare,
      @Nullable String reason,
      @Nullable Double corrected,
      @JsonAlias("beside") @Nullable List<AnalyticInterval> analytic) {
    public Metric {
      analytic = analytic == null || analytic.isEmpty() ? null : List.copyOf(analytic);
      Check.text("name", name);
      perSeed = perSeed == null ? List.of() : List.copyOf(perSeed);
      if (point == null && (reason == null || reason.isBlank())) {
        throw new IllegalArgumentException(name + " is undefined without a reason");
      }
      if (point != null && !Double.isFinite(point)) {
        throw new IllegalArgumentException(name + " must be finite or undefined, not " + point);
      }
      if ((lower == null) != (upper == null)) {
        throw new IllegalArgumentException(name + " has half an interval");
      }
    }

    /** A metric without a bias-corrected point and without analytic intervals. */
    public Metric(
        String name,
        @Nullable Double point,
        @Nullable Double lower,
        @Nullable Double upper,
        @Nullable String method,
        List<Double> perSeed,
        @Nullable Double seedSd,
        double droppedShare,
        @Nullable String reason) {
      this(name, point, lower, upper, method, perSeed, seedSd, droppedShare, reason, null, null);
    }
  }

  /**
   * An interval from a formula.
   *
   * @param method e.g. {@code Wilson, assuming independent images}
   * @param units number of independent images it was computed with, whole or effective
   */
  public record AnalyticInterval(String method, double units, double lower, double upper) {
    public AnalyticInterval {
      Check.text("method", method);
    }
  }

  /** The same with these metrics only. */
  public MetricsFile withOnly(Collection<String> names) {
    return new MetricsFile(
        formatVersion,
        evaluationKey,
        data,
        seeds,
        plan,
        metrics.only(names),
        confusion,
        warnings,
        seedDetails,
        designEffect,
        cellDetails,
        findings);
  }

  public static MetricsFile read(Path file) throws IOException {
    return Json.read(Files.readString(file), MetricsFile.class);
  }

  public String toJson() {
    return Json.writePretty(this);
  }
}
