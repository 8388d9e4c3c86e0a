// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.evaluation.ClinicalPlan;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.decisions.ClinicalMetric;
import dev.assay.statistics.decisions.Threshold;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Decisions at operating points, and what they are worth in a clinic: at thresholds chosen on
 * validation images, at the prevalence of a clinic, and at the price of a false alarm.
 */
final class ClinicalDecisions {
  private final LabelledSet set;
  private final SortedMap<Long, Scores> scores;
  private final Chooser chooser;
  private final ResamplingPlan plan;
  private final List<MetricsFile.Metric> rows = new ArrayList<>();
  private final List<MetricsFile.Threshold> thresholds = new ArrayList<>();

  ClinicalDecisions(AlignedSet test, Chooser chooser, ResamplingPlan plan) {
    this.set = test.set();
    this.scores = test.scores();
    this.chooser = chooser;
    this.plan = plan;
  }

  /** Decides about test images at a threshold that validation images chose. */
  interface Chooser {
    /**
     * @param choose the threshold from a set and the scores of a model
     * @param chosen receives the thresholds
     * @return empty if no threshold can be chosen
     */
    Optional<Scores> decide(
        String purpose,
        long seed,
        BiFunction<LabelledSet, Scores, Optional<Threshold>> choose,
        List<MetricsFile.Threshold> chosen);
  }

  /** Chooses on the validation images of a split and decides about its test images. */
  static Optional<Scores> decided(
      AlignedSet test,
      AlignedSet validation,
      String purpose,
      long seed,
      BiFunction<LabelledSet, Scores, Optional<Threshold>> choose,
      List<MetricsFile.Threshold> chosen) {
    Optional<Threshold> threshold =
        Optional.ofNullable(validation.scores().get(seed))
            .flatMap(scored -> choose.apply(validation.set(), scored));
    threshold.ifPresent(
        found -> chosen.add(new MetricsFile.Threshold(purpose, seed, found.probability())));
    return threshold.flatMap(
        found ->
            Optional.ofNullable(test.scores().get(seed))
                .map(scored -> found.decide(test.set(), scored)));
  }

  List<MetricsFile.Metric> rows() {
    return rows;
  }

  List<MetricsFile.Threshold> thresholds() {
    return thresholds;
  }

  /**
   * @param asked the operating points, prevalence and price that the study declares
   */
  void add(ClinicalPlan asked) {
    Double specificity = asked.specificity();
    if (specificity != null) {
      atThreshold(
          "specificity_" + specificity,
          (images, scored) -> Threshold.atSpecificity(images, scored, specificity),
          "sensitivity_at_specificity_" + specificity,
          "specificity_attained_at_specificity_" + specificity);
    }
    Double sensitivity = asked.sensitivity();
    if (sensitivity != null) {
      atThreshold(
          "sensitivity_" + sensitivity,
          (images, scored) -> Threshold.atSensitivity(images, scored, sensitivity),
          "sensitivity_attained_at_sensitivity_" + sensitivity,
          "specificity_at_sensitivity_" + sensitivity);
    }
    Double prevalence = asked.prevalence();
    if (prevalence != null) {
      rows.add(row(new ClinicalMetric.PositivePredictiveValue(prevalence), scores));
      rows.add(row(new ClinicalMetric.NegativePredictiveValue(prevalence), scores));
    }
    Double netBenefit = asked.netBenefit();
    if (netBenefit != null) {
      SortedMap<Long, Scores> decided = new TreeMap<>();
      scores.forEach((seed, of) -> decided.put(seed, new Threshold(netBenefit).decide(set, of)));
      rows.add(row(new ClinicalMetric.NetBenefit(netBenefit), decided));
    }
  }

  private void atThreshold(
      String purpose,
      BiFunction<LabelledSet, Scores, Optional<Threshold>> choose,
      String sensitivity,
      String specificity) {
    SortedMap<Long, Scores> decided = new TreeMap<>();
    for (long seed : scores.keySet()) {
      chooser
          .decide(purpose, seed, choose, thresholds)
          .ifPresent(scored -> decided.put(seed, scored));
    }
    if (decided.size() < scores.size()) {
      String reason = "the validation images have one class only: no threshold can be chosen";
      rows.add(undefined(sensitivity, reason));
      rows.add(undefined(specificity, reason));
      return;
    }
    CellEvaluation evaluation = CellEvaluation.withIntervals(set, decided, plan);
    rows.add(MetricRows.row(evaluation, evaluation.of(Metric.RECALL_BINARY), sensitivity));
    rows.add(MetricRows.row(evaluation, evaluation.of(Metric.SPECIFICITY_BINARY), specificity));
  }

  private static MetricsFile.Metric undefined(String name, String reason) {
    return new MetricsFile.Metric(name, null, null, null, null, List.of(), null, 0, reason);
  }

  private MetricsFile.Metric row(ClinicalMetric metric, SortedMap<Long, Scores> decided) {
    List<Double> points = new ArrayList<>();
    for (Scores ofSeed : decided.values()) {
      switch (metric.of(set, ofSeed)) {
        case Estimate.Value value -> points.add(value.value());
        case Estimate.Undefined undefined -> {
          return undefined(metric.key(), undefined.reason());
        }
      }
    }
    double mean = points.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    @Nullable Double sd =
        points.size() < 2
            ? null
            : Math.sqrt(
                points.stream().mapToDouble(p -> (p - mean) * (p - mean)).sum()
                    / (points.size() - 1));
    return switch (metric.interval(set, List.copyOf(decided.values()), plan)) {
      case Interval interval ->
          new MetricsFile.Metric(
              metric.key(),
              mean,
              interval.lower(),
              interval.upper(),
              Resampling.method(interval.method()),
              points,
              sd,
              interval.droppedShare(),
              null);
      case None none ->
          new MetricsFile.Metric(
              metric.key(), mean, null, null, null, points, sd, 0, none.reason());
    };
  }
}
