// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.Corruption;
import dev.assay.contracts.file.RobustnessMetrics;
import dev.assay.contracts.file.RobustnessMetrics.CorruptedRow;
import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.FoldedEvaluation;
import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.comparison.ComparisonPlan;
import dev.assay.statistics.comparison.ContrastResult;
import dev.assay.statistics.comparison.Difference;
import dev.assay.statistics.comparison.Family;
import dev.assay.statistics.comparison.Family.NamedContrast;
import dev.assay.statistics.comparison.FoldedComparison;
import dev.assay.statistics.comparison.MetricComparison;
import dev.assay.statistics.comparison.ModelComparison;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FoldedSet;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A metric on corruptions of the test images, and its drop: a paired comparison of each model with
 * itself. The drops of a cell, and their mean, are one family.
 */
final class RobustnessRows {
  private static final String CLEAN = "clean";
  private static final String MEAN = "mean";

  private final Metric metric;
  private final Function<SortedMap<Long, Scores>, MetricResult> evaluation;
  private final Function<List<ComparedCell>, MetricComparison> comparison;

  private RobustnessRows(
      Metric metric,
      Function<SortedMap<Long, Scores>, MetricResult> evaluation,
      Function<List<ComparedCell>, MetricComparison> comparison) {
    this.metric = metric;
    this.evaluation = evaluation;
    this.comparison = comparison;
  }

  /** On one split. */
  static RobustnessRows of(LabelledSet set, Metric metric, ResamplingPlan plan) {
    return new RobustnessRows(
        metric,
        scores -> CellEvaluation.withInterval(set, scores, plan, metric),
        cells -> ModelComparison.of(set, cells, declared(metric, cells, plan), Set.of()).primary());
  }

  /** On all folds. */
  static RobustnessRows ofFolds(FoldedSet folded, Metric metric, ResamplingPlan plan) {
    return new RobustnessRows(
        metric,
        scores -> FoldedEvaluation.of(folded, scores, plan).of(metric),
        cells ->
            FoldedComparison.of(folded, cells, declared(metric, cells, plan), Set.of()).primary());
  }

  /** The first is clean, the others are corrupted: better minus worse, as one expects it. */
  private static ComparisonPlan declared(
      Metric metric, List<ComparedCell> cells, ResamplingPlan plan) {
    List<String> corrupted = cells.stream().skip(1).map(ComparedCell::name).toList();
    List<NamedContrast> contrasts = new ArrayList<>();
    corrupted.forEach(name -> contrasts.add(drop(metric, name, List.of(name))));
    if (corrupted.size() > 1) {
      contrasts.add(drop(metric, MEAN, corrupted));
    }
    return ComparisonPlan.of(metric, new Family.Declared(contrasts), plan);
  }

  private static NamedContrast drop(Metric metric, String label, List<String> corrupted) {
    return metric.higherIsBetter()
        ? new NamedContrast(label, List.of(CLEAN), corrupted)
        : new NamedContrast(label, corrupted, List.of(CLEAN));
  }

  /**
   * @param clean scores of every seed on the images as they are
   * @param corrupted after each corruption, at least one, in the order of the rows
   */
  RobustnessMetrics rows(
      SortedMap<Long, Scores> clean, LinkedHashMap<Corruption, SortedMap<Long, Scores>> corrupted) {
    List<ComparedCell> cells = new ArrayList<>();
    cells.add(new ComparedCell(CLEAN, clean, CLEAN));
    Map<String, Corruption> named = new LinkedHashMap<>();
    corrupted.forEach(
        (corruption, scores) -> {
          named.put(corruption.slug(), corruption);
          cells.add(new ComparedCell(corruption.slug(), scores, CLEAN));
        });
    MetricComparison compared = comparison.apply(cells);
    List<CorruptedRow> rows = new ArrayList<>();
    named.forEach(
        (name, corruption) ->
            rows.add(
                row(
                    corruption,
                    evaluation.apply(corrupted.get(corruption)),
                    contrast(compared, name),
                    compared.notes())));
    contrast(compared, MEAN)
        .ifPresent(mean -> rows.add(row(null, null, Optional.of(mean), List.of())));
    return new RobustnessMetrics(
        metric.key(),
        compared.points().getFirst(),
        rows,
        compared.contrasts().isEmpty()
            ? null
            : compared.contrasts().getFirst().adjustedBy().label(),
        compared.notes());
  }

  private static Optional<ContrastResult> contrast(MetricComparison compared, String label) {
    return compared.contrasts().stream()
        .filter(result -> result.contrast().label().equals(label))
        .findFirst();
  }

  /**
   * @param corruption null for the mean of all
   * @param value of the metric; null for the mean
   * @param drop empty if nothing could be compared
   * @param why nothing could
   */
  private static CorruptedRow row(
      @Nullable Corruption corruption,
      @Nullable MetricResult value,
      Optional<ContrastResult> drop,
      List<String> why) {
    List<String> reasons = new ArrayList<>();
    @Nullable Double point = null;
    IntervalEstimate.@Nullable Interval interval = null;
    if (value != null) {
      switch (value.point()) {
        case Estimate.Value found -> point = found.value();
        case Estimate.Undefined undefined -> reasons.add(undefined.reason());
      }
      interval = interval(value.interval(), reasons);
    }
    IntervalEstimate.@Nullable Interval ofDrop =
        drop.isEmpty() ? null : interval(drop.get().interval(), reasons);
    Difference.@Nullable Ends joint = drop.map(ContrastResult::simultaneous).orElse(null);
    if (drop.isEmpty()) {
      reasons.addAll(why);
    }
    return new CorruptedRow(
        corruption,
        point,
        interval == null ? null : (Double) interval.lower(),
        interval == null ? null : (Double) interval.upper(),
        interval == null ? null : Resampling.method(interval.method()),
        drop.map(ContrastResult::difference).orElse(null),
        ofDrop == null ? null : (Double) ofDrop.lower(),
        ofDrop == null ? null : (Double) ofDrop.upper(),
        ofDrop == null ? null : Resampling.method(ofDrop.method()),
        joint == null ? null : (Double) joint.lower(),
        joint == null ? null : (Double) joint.upper(),
        drop.map(ContrastResult::p).orElse(null),
        drop.map(ContrastResult::adjustedP).orElse(null),
        reasons.isEmpty() ? null : String.join("; ", reasons.stream().distinct().toList()));
  }

  private static IntervalEstimate.@Nullable Interval interval(
      @Nullable IntervalEstimate estimate, List<String> reasons) {
    return switch (estimate) {
      case IntervalEstimate.Interval interval -> interval;
      case IntervalEstimate.None none -> {
        reasons.add(none.reason());
        yield null;
      }
      case null -> null;
    };
  }
}
