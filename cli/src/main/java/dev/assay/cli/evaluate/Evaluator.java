// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.Evaluation.Comparison;
import dev.assay.cli.evaluate.Evaluation.ContrastRow;
import dev.assay.cli.evaluate.Evaluation.MetricContrasts;
import dev.assay.cli.evaluate.Evaluation.MetricValue;
import dev.assay.cli.evaluate.Evaluation.Model;
import dev.assay.cli.evaluate.Evaluation.ModelCalibration;
import dev.assay.cli.evaluate.Evaluation.ModelSubgroups;
import dev.assay.cli.evaluate.Evaluation.Part;
import dev.assay.cli.evaluate.Evaluation.Rank;
import dev.assay.cli.evaluate.PredictionFile.Overall;
import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.Heterogeneity;
import dev.assay.statistics.Subgroups;
import dev.assay.statistics.calibration.ProbabilityQuality;
import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.comparison.ComparisonPlan;
import dev.assay.statistics.comparison.ContrastResult;
import dev.assay.statistics.comparison.Difference;
import dev.assay.statistics.comparison.Family;
import dev.assay.statistics.comparison.Margin;
import dev.assay.statistics.comparison.MetricComparison;
import dev.assay.statistics.comparison.ModelComparison;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Scores and compares the models of a test set. */
public final class Evaluator {
  /**
   * The tolerance of a check against the last row of the original study's files. That row has 16
   * digits, and means over batches would differ by far more.
   */
  private static final double OVERALL_TOLERANCE = 1e-6;

  /** Of two groups the gap says as much. */
  private static final int FEWEST_GROUPS = 3;

  private final ScoredSet scored;
  private final EvaluationSettings settings;
  private final List<String> notes = new ArrayList<>();

  private Evaluator(ScoredSet scored, EvaluationSettings settings) {
    this.scored = scored;
    this.settings = settings;
  }

  /**
   * @param files at least one
   * @throws CliException if a file or a setting is wrong
   */
  public static Evaluation of(
      List<NamedFile> files, DeclaredSet declared, EvaluationSettings settings) {
    ScoredSet scored = ScoredSet.read(files, declared);
    return new Evaluator(scored, settings.withOrderedClasses(!declared.classes().isEmpty()))
        .evaluate();
  }

  private Evaluation evaluate() {
    ComparisonPlan plan = settings.plan();
    if (!scored.probabilities() && !plan.primary().ofDecisions()) {
      throw CliException.badInput(
          "--metric: '"
              + plan.primary().key()
              + "' needs a probability for every class in every file");
    }
    if (plan.primary().needsPositiveClass() && scored.set().positive().isEmpty()) {
      throw CliException.badInput("--metric: '" + plan.primary().key() + "' needs --positive");
    }
    notes.addAll(scored.notes());
    if (!scored.probabilities()) {
      notes.add("not every file has probabilities, so only decisions are scored");
    }
    if (scored.groupColumn() == null) {
      notes.add(
          "no file has a column of patients or other groups, so every image is taken as"
              + " independent");
    }
    for (String attribute : settings.attributes()) {
      if (!scored.attributes().containsKey(attribute)) {
        throw CliException.badInput(
            "--subgroups: '"
                + attribute
                + "' is not an attribute of the images; the attributes are "
                + scored.attributes().keySet());
      }
    }
    List<Metric> shown =
        settings.shown().stream()
            .filter(metric -> scored.probabilities() || metric.ofDecisions())
            .toList();
    notes.addAll(Cautions.of(scored.set(), shown, settings.classesAreOrdered()));
    List<Model> models = scored.models().stream().map(this::model).toList();
    @Nullable Comparison comparison = models.size() < 2 ? null : comparison();
    ResamplingPlan resampling = plan.resampling();
    Map<String, Integer> imagesOfClass = new LinkedHashMap<>();
    int[] counts = scored.set().imagesPerClass();
    for (int c = 0; c < counts.length; c++) {
      imagesOfClass.put(scored.set().classes().get(c), counts[c]);
    }
    return new Evaluation(
        scored.set().rows(),
        scored.set().groups().count(),
        scored.groupColumn(),
        imagesOfClass,
        scored.set().classes(),
        scored.set().positiveClass().orElse(null),
        resampling.resamples(),
        resampling.confidence(),
        resampling.unit().name().toLowerCase(Locale.ROOT),
        resampling.seed(),
        models,
        comparison,
        calibration(),
        subgroups(),
        curves(),
        notes);
  }

  private List<ModelCalibration> calibration() {
    List<ModelCalibration> all = new ArrayList<>();
    for (ComparedCell cell : scored.models()) {
      @Nullable List<Scores> calibrated = scored.calibrated().get(cell.name());
      if (calibrated != null) {
        all.add(
            new ModelCalibration(
                cell.name(),
                ProbabilityQuality.mean(scored.set(), List.copyOf(cell.seeds().values())),
                ProbabilityQuality.mean(scored.set(), calibrated)));
      } else if (scored.files().getOrDefault(cell.name(), List.of()).stream()
          .anyMatch(PredictionFile::calibrated)) {
        notes.add(
            cell.name()
                + ": not every file has calibrated probabilities, so they are not reported");
      }
    }
    return all;
  }

  private List<ModelCurves> curves() {
    if (settings.thresholds().isEmpty()) {
      return List.of();
    }
    if (!scored.probabilities() || scored.set().positive().isEmpty()) {
      throw CliException.badInput(
          "--curves: needs "
              + (scored.probabilities()
                  ? "--positive, one of two classes"
                  : "a probability for every class in every file"));
    }
    double[] thresholds = settings.thresholds().stream().mapToDouble(Double::doubleValue).toArray();
    return scored.models().stream()
        .map(cell -> ModelCurves.of(scored.set(), cell, settings.plan().resampling(), thresholds))
        .toList();
  }

  private List<ModelSubgroups> subgroups() {
    List<ModelSubgroups> all = new ArrayList<>();
    for (String attribute : settings.attributes()) {
      List<String> values = scored.attributes().getOrDefault(attribute, List.of());
      for (ComparedCell cell : scored.models()) {
        Subgroups found =
            Subgroups.of(
                scored.set(),
                List.copyOf(cell.seeds().values()),
                values,
                settings.plan().primary(),
                settings.plan().resampling());
        Subgroups.@Nullable Gap gap = found.gap();
        all.add(
            new ModelSubgroups(
                attribute,
                cell.name(),
                found.metric().key(),
                found.parts().stream().map(Evaluator::part).toList(),
                gap == null ? null : Double.valueOf(gap.size()),
                gap == null ? null : gap.highest(),
                gap == null ? null : gap.lowest(),
                gap == null ? null : Double.valueOf(gap.p()),
                found.whyNoGap(),
                variation(found),
                found.imagesWithoutValue()));
      }
    }
    return all;
  }

  private Evaluation.@Nullable Variation variation(Subgroups found) {
    return Heterogeneity.of(found, settings.plan().resampling().confidence())
        .filter(of -> of.sites() >= FEWEST_GROUPS)
        .map(
            of ->
                new Evaluation.Variation(
                    of.sites(),
                    of.mean(),
                    of.lower(),
                    of.upper(),
                    of.betweenSd(),
                    of.share(),
                    of.p(),
                    of.predictedLower(),
                    of.predictedUpper()))
        .orElse(null);
  }

  private static Part part(Subgroups.Part part) {
    IntervalEstimate.@Nullable Interval ends =
        part.interval() instanceof IntervalEstimate.Interval found ? found : null;
    return new Part(
        part.value(),
        part.images(),
        part.units(),
        part.point().number().isPresent() ? part.point().number().getAsDouble() : null,
        ends == null ? null : Double.valueOf(ends.lower()),
        ends == null ? null : Double.valueOf(ends.upper()),
        part.interval() instanceof IntervalEstimate.None none ? none.reason() : null);
  }

  private Model model(ComparedCell cell) {
    CellEvaluation evaluation =
        CellEvaluation.withIntervals(scored.set(), cell.seeds(), settings.plan().resampling());
    List<MetricValue> values =
        evaluation.metrics().stream()
            .filter(result -> scored.probabilities() || result.metric().ofDecisions())
            .map(Evaluator::value)
            .toList();
    List<PredictionFile> files = scored.files().getOrDefault(cell.name(), List.of());
    files.forEach(file -> checkOverall(cell.name(), file, evaluation));
    return new Model(
        cell.name(), files.stream().map(file -> file.file().toString()).toList(), values);
  }

  /**
   * The files of the original study have weighted means in the last row. They must agree with the
   * other rows.
   */
  private void checkOverall(String model, PredictionFile file, CellEvaluation evaluation) {
    @Nullable Overall overall = file.overall();
    if (overall == null || evaluation.seeds().size() > 1) {
      return;
    }
    Map<Metric, Double> claimed = new LinkedHashMap<>();
    claimed.put(Metric.ACCURACY, overall.accuracy());
    claimed.put(Metric.PRECISION_WEIGHTED, overall.precision());
    claimed.put(Metric.RECALL_WEIGHTED, overall.recall());
    claimed.put(Metric.F1_WEIGHTED, overall.f1());
    claimed.forEach(
        (metric, value) -> {
          double rows = evaluation.of(metric).point().number().orElse(Double.NaN);
          if (!(Math.abs(rows - value) <= OVERALL_TOLERANCE)) {
            notes.add(
                "%s: its row Overall says %s %s, its other rows %s"
                    .formatted(model, metric.key(), value, rows));
          }
        });
  }

  static MetricValue value(CellEvaluation.MetricResult result) {
    List<String> notes = new ArrayList<>();
    @Nullable String reason = null;
    @Nullable String method = null;
    @Nullable Double lower = null;
    @Nullable Double upper = null;
    switch (result.point()) {
      case Estimate.Value value -> notes.addAll(value.notes());
      case Estimate.Undefined undefined -> reason = undefined.reason();
    }
    @Nullable IntervalEstimate interval = result.interval();
    if (interval instanceof IntervalEstimate.Interval ends) {
      lower = ends.lower();
      upper = ends.upper();
      method = ends.method().label();
      notes.addAll(ends.cautions());
    } else if (interval instanceof IntervalEstimate.None none) {
      reason = none.reason();
    }
    return new MetricValue(
        result.metric().key(),
        result.point().number().isPresent() ? result.point().number().getAsDouble() : null,
        result.seedSd(),
        lower,
        upper,
        method,
        reason,
        result.corrected(),
        notes);
  }

  private Comparison comparison() {
    ComparisonPlan plan = settings.plan();
    Set<Metric> exploratory = EnumSet.noneOf(Metric.class);
    settings.shown().stream()
        .filter(metric -> scored.probabilities() || metric.ofDecisions())
        .filter(metric -> !metric.needsPositiveClass() || scored.set().positive().isPresent())
        .forEach(exploratory::add);
    ModelComparison compared = ModelComparison.of(scored.set(), scored.models(), plan, exploratory);
    return new Comparison(
        family(plan.family()),
        plan.source().label(),
        plan.alpha(),
        plan.margin(),
        plan.interimAnalyses().number(),
        compared.metrics().stream().map(Evaluator::contrasts).toList(),
        compared.notes());
  }

  static String family(Family family) {
    return switch (family) {
      case Family.AgainstReference against -> "each model against " + against.cell();
      case Family.AllPairs all -> "all pairs of models";
      case Family.Declared declared -> "declared contrasts";
    };
  }

  private static MetricContrasts contrasts(MetricComparison compared) {
    return new MetricContrasts(
        compared.metric().key(),
        compared.primary(),
        compared.contrasts().stream()
            .map(result -> row(result, compared.metric().higherIsBetter()))
            .toList(),
        compared.ranks().stream().map(r -> new Rank(r.cell(), r.best(), r.worst())).toList(),
        compared.notes());
  }

  static ContrastRow row(ContrastResult result, boolean higherIsBetter) {
    List<String> notes = new ArrayList<>(result.notes());
    IntervalEstimate.@Nullable Interval ends =
        result.interval() instanceof IntervalEstimate.Interval found ? found : null;
    if (result.interval() instanceof IntervalEstimate.None none) {
      notes.add("no interval: " + none.reason());
    }
    Difference.@Nullable Ends joint = result.simultaneous();
    @Nullable Margin margin = result.margin();
    return new ContrastRow(
        result.contrast().label(),
        result.confirmatory(),
        result.difference(),
        ends == null ? null : Double.valueOf(ends.lower()),
        ends == null ? null : Double.valueOf(ends.upper()),
        ends == null ? null : ends.method().label(),
        joint == null ? null : Double.valueOf(joint.lower()),
        joint == null ? null : Double.valueOf(joint.upper()),
        result.test(),
        result.p(),
        result.adjustedP(),
        result.discordantUnits(),
        margin == null
            ? null
            : Double.valueOf(
                higherIsBetter ? margin.pFirstNotInferior() : margin.pSecondNotInferior()),
        margin == null ? null : Double.valueOf(margin.pEquivalent()),
        margin == null ? null : Double.valueOf(margin.interval().lower()),
        margin == null ? null : Double.valueOf(margin.interval().upper()),
        margin == null ? null : Double.valueOf(margin.confidence()),
        result.precision(),
        result.falseClaim(),
        result.verdict().label(),
        notes);
  }
}
