package dev.assay.evaluation.metrics;

import dev.assay.contracts.ClinicalPlan;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.CellDetails;
import dev.assay.contracts.file.MetricsFile.PatientMetrics;
import dev.assay.contracts.file.SubgroupMetrics;
import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.decisions.ClinicalMetric;
import dev.assay.statistics.decisions.PatientScores;
import dev.assay.statistics.decisions.Threshold;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.Confusion;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What decisions come to where they are made: at thresholds chosen on validation images, at the
 * prevalence of a clinic, about patients instead of images, in subgroups, and by all seeds
 * together.
 */
final class Decisions {
  private static final List<Metric> OF_PATIENTS =
      List.of(
          Metric.ACCURACY,
          Metric.BALANCED_ACCURACY,
          Metric.F1_WEIGHTED,
          Metric.F1_MACRO,
          Metric.RECALL_BINARY,
          Metric.SPECIFICITY_BINARY,
          Metric.MCC,
          Metric.AUROC);

  private final @Nullable ClinicalPlan clinical;
  private final LabelledSet set;
  private final SortedMap<Long, Scores> scores;
  private final Chooser chooser;
  private final List<Metric> ofPatients;
  private final ResamplingPlan plan;
  private final @Nullable List<SubgroupMetrics> subgroups;
  private final List<MetricsFile.Metric> rows = new ArrayList<>();
  private final List<MetricsFile.Threshold> thresholds = new ArrayList<>();

  /** Decides about test images at a threshold that validation images chose. */
  interface Chooser {
    /**
     * @param choose from a set and what a model says of it
     * @param chosen takes the thresholds
     * @return empty if none can be chosen
     */
    Optional<Scores> decide(
        String purpose,
        long seed,
        BiFunction<LabelledSet, Scores, Optional<Threshold>> choose,
        List<MetricsFile.Threshold> chosen);
  }

  Decisions(EvaluationJob job, AlignedSet test, AlignedSet validation, ResamplingPlan plan) {
    this(
        job.plan().clinical(),
        test,
        (purpose, seed, choose, chosen) -> decided(test, validation, purpose, seed, choose, chosen),
        OF_PATIENTS,
        plan,
        SubgroupRows.of(test, job.plan().subgroups(), plan));
  }

  /** Over folds, each with thresholds of its own; areas of patients cannot be pooled. */
  Decisions(PooledJob job, PooledTest pooled, ResamplingPlan plan) {
    this(
        job.plan().clinical(),
        pooled.all(),
        (purpose, seed, choose, chosen) ->
            pooled.pool(
                fold ->
                    decided(
                        fold.test(),
                        fold.validation(),
                        purpose + ", " + fold.title(),
                        seed,
                        choose,
                        chosen)),
        OF_PATIENTS.stream().filter(metric -> !metric.ranked()).toList(),
        plan,
        SubgroupRows.ofFolds(pooled.all(), job.plan().subgroups(), plan));
  }

  private Decisions(
      @Nullable ClinicalPlan clinical,
      AlignedSet test,
      Chooser chooser,
      List<Metric> ofPatients,
      ResamplingPlan plan,
      @Nullable List<SubgroupMetrics> subgroups) {
    this.clinical = clinical;
    this.set = test.set();
    this.scores = test.scores();
    this.chooser = chooser;
    this.ofPatients = ofPatients;
    this.plan = plan;
    this.subgroups = subgroups;
  }

  private static Optional<Scores> decided(
      AlignedSet test,
      AlignedSet validation,
      String purpose,
      long seed,
      BiFunction<LabelledSet, Scores, Optional<Threshold>> choose,
      List<MetricsFile.Threshold> chosen) {
    Optional<Threshold> threshold =
        Optional.ofNullable(validation.scores().get(seed))
            .flatMap(said -> choose.apply(validation.set(), said));
    threshold.ifPresent(
        found -> chosen.add(new MetricsFile.Threshold(purpose, seed, found.probability())));
    return threshold.flatMap(
        found ->
            Optional.ofNullable(test.scores().get(seed))
                .map(said -> found.decide(test.set(), said)));
  }

  CellDetails details() {
    if (clinical != null && set.positive().isPresent()) {
      clinical(clinical);
    }
    return new CellDetails(ensemble(), rows, thresholds, patients(), subgroups);
  }

  private void clinical(ClinicalPlan asked) {
    Double specificity = asked.specificity();
    if (specificity != null) {
      atThreshold(
          "specificity_" + specificity,
          (images, said) -> Threshold.atSpecificity(images, said, specificity),
          "sensitivity_at_specificity_" + specificity,
          "specificity_attained_at_specificity_" + specificity);
    }
    Double sensitivity = asked.sensitivity();
    if (sensitivity != null) {
      atThreshold(
          "sensitivity_" + sensitivity,
          (images, said) -> Threshold.atSensitivity(images, said, sensitivity),
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

  private @Nullable List<List<Integer>> ensemble() {
    return scores.size() < 2
        ? null
        : Confusion.of(set, Seeds.ensemble(List.copyOf(scores.values()))).counts().stream()
            .map(row -> row.stream().map(Math::toIntExact).toList())
            .toList();
  }

  /** Intervals under the first rule only: under both, one would be picked. */
  private List<PatientMetrics> patients() {
    List<PatientMetrics> patients = new ArrayList<>();
    if (set.groups().count() == set.rows() || hasGroupOfSeveralClasses()) {
      return patients;
    }
    for (PatientScores.Rule rule : PatientScores.Rule.values()) {
      SortedMap<Long, Scores> ofSeed = new TreeMap<>();
      scores.forEach((seed, of) -> ofSeed.put(seed, PatientScores.of(set, of, rule).scores()));
      LabelledSet groups = PatientScores.of(set, scores.firstEntry().getValue(), rule).set();
      CellEvaluation evaluation =
          rule == PatientScores.Rule.MEAN_PROBABILITY
              ? CellEvaluation.withIntervals(groups, ofSeed, plan)
              : CellEvaluation.points(groups, ofSeed);
      patients.add(
          new PatientMetrics(
              rule.name().toLowerCase(Locale.ROOT).replace('_', '-'),
              groups.rows(),
              ofPatients.stream()
                  .filter(m -> set.positive().isPresent() || !m.needsPositiveClass())
                  .map(m -> MetricRows.row(evaluation, evaluation.of(m), m.key()))
                  .toList()));
    }
    return patients;
  }

  private boolean hasGroupOfSeveralClasses() {
    int[] truth = new int[set.groups().count()];
    Arrays.fill(truth, -1);
    for (int row = 0; row < set.rows(); row++) {
      int group = set.groups().of(row);
      if (truth[group] >= 0 && truth[group] != set.truth(row)) {
        return true;
      }
      truth[group] = set.truth(row);
    }
    return false;
  }
}
