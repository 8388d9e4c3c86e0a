// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.comparisons;

import dev.assay.contracts.External;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.MarginTest;
import dev.assay.contracts.file.ComparisonsFile.Point;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.evaluation.comparisons.ComparisonJob.CellPredictions;
import dev.assay.evaluation.metrics.Resampling;
import dev.assay.statistics.FindingsEvaluation;
import dev.assay.statistics.comparison.ContrastResult;
import dev.assay.statistics.comparison.Difference;
import dev.assay.statistics.comparison.FindingsComparison;
import dev.assay.statistics.comparison.Margin;
import dev.assay.statistics.comparison.MetricComparison;
import dev.assay.statistics.comparison.ModelComparison;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.Metric;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the results of a comparison in the format of the comparisons file. */
final class ComparisonRows {
  private final ComparisonJob job;
  private final SplitManifest manifest;

  ComparisonRows(ComparisonJob job, SplitManifest manifest) {
    this.job = job;
    this.manifest = manifest;
  }

  /**
   * @param ofFamily notes about the declared family
   */
  ComparisonsFile of(ModelComparison comparison, List<String> ofFamily) {
    List<String> notes = new ArrayList<>(comparison.notes());
    notes.addAll(ofFamily);
    return file(
        comparison.images(),
        comparison.units(),
        comparison.metrics().stream().map(this::metric).toList(),
        notes);
  }

  /**
   * Of images that may show several findings.
   *
   * @param pointsOfMetric of each metric, in the order of the evaluation, the mean of each cell
   *     over findings; empty where no finding has a value
   */
  ComparisonsFile ofFindings(
      FindingsComparison comparison,
      int images,
      int units,
      List<String> ofFamily,
      List<List<Double>> pointsOfMetric) {
    List<String> notes = new ArrayList<>(comparison.notes());
    notes.addAll(ofFamily);
    notes.add(
        "images have several findings: the differences of all findings are one family for each"
            + " metric; those of the means over findings are a family of their own, and"
            + " exploratory");
    List<ComparisonsFile.MetricComparison> metrics = new ArrayList<>();
    for (FindingsComparison.OfMetric of : comparison.metrics()) {
      List<Double> means = pointsOfMetric.get(FindingsEvaluation.METRICS.indexOf(of.metric()));
      List<Point> points = new ArrayList<>();
      for (int cell = 0; cell < means.size(); cell++) {
        points.add(new Point(id(cell), means.get(cell)));
      }
      metrics.add(
          new ComparisonsFile.MetricComparison(
              of.metric().key(),
              of.primary(),
              of.metric().higherIsBetter(),
              points,
              false,
              0,
              of.findings().stream()
                  .flatMap(
                      finding ->
                          finding.contrasts().stream()
                              .map(result -> contrast(result).about(finding.finding())))
                  .toList(),
              List.of(),
              of.notes(),
              of.means().stream().map(this::contrast).toList()));
    }
    return file(images, units, metrics, notes);
  }

  /** The file if no two cells answer any question that was declared. */
  ComparisonsFile withoutContrasts(int images, int units, List<String> reasons) {
    List<String> notes = new ArrayList<>(reasons);
    notes.add("nothing is compared");
    return without(images, units, notes);
  }

  /** The file if the declared reference has no result; no other cell replaces it. */
  ComparisonsFile withoutReference(int images, int units) {
    return without(
        images,
        units,
        List.of(
            "the reference cell, "
                + job.name(String.valueOf(job.reference()))
                + ", has no result: nothing is compared"));
  }

  private ComparisonsFile without(int images, int units, List<String> reasons) {
    Metric primary = Metric.ofKey(job.plan().primary());
    return file(
        images,
        units,
        List.of(
            new ComparisonsFile.MetricComparison(
                primary.key(),
                true,
                primary.higherIsBetter(),
                List.of(),
                false,
                0,
                List.of(),
                List.of(),
                reasons)),
        List.of());
  }

  private ComparisonsFile file(
      int images,
      int units,
      List<ComparisonsFile.MetricComparison> metrics,
      List<String> ofComparison) {
    List<String> notes = new ArrayList<>(ofComparison);
    if (job.afterwards()) {
      notes.add("requested when there were results: all of it is exploratory");
    }
    if (job.undeclaredAnalysis()) {
      notes.add(
          "the comparisons were declared for other interim analyses of these models: all of it is"
              + " exploratory");
    }
    @Nullable List<Integer> declared = job.plan().interimAnalyses();
    if (declared != null && declared.size() > 1 && !job.isExploratory()) {
      notes.add(
          "the study declares %d interim analyses, which share its level of %s in equal parts"
              .formatted(declared.size(), Double.toString(job.plan().alpha())));
    }
    External external = job.external();
    if (external != null) {
      notes.add(
          "models trained and chosen on %s, tested on the whole of %s, on which nothing was fitted%s"
              .formatted(
                  external.trained(),
                  external.tested(),
                  external.declared()
                      ? ""
                      : ": exploratory, as the study does not declare its comparisons there"));
    }
    if (job.analysesByOthers() > 0) {
      notes.add(
          "these test images were compared on "
              + job.analysesByOthers()
              + (job.analysesByOthers() == 1 ? " time" : " times")
              + " before by other studies");
    }
    return new ComparisonsFile(
        ComparisonsFile.FORMAT_VERSION,
        job.key(),
        job.dataset(),
        job.plan(),
        job.declared(),
        job.evaluation(),
        manifest.synthetic(),
        images,
        units,
        manifest.groupKind(),
        job.interimAnalyses().size() + 1,
        job.cells().stream().map(this::cell).toList(),
        job.leftOut(),
        metrics,
        notes);
  }

  private ComparisonsFile.ComparedCell cell(CellPredictions cell) {
    return new ComparisonsFile.ComparedCell(
        cell.cellId(), job.name(cell.cellId()), cell.evaluationKey(), cell.seedNumbers());
  }

  private String id(int number) {
    return job.cells().get(number).cellId();
  }

  private ComparisonsFile.MetricComparison metric(MetricComparison metric) {
    List<Point> points = new ArrayList<>();
    for (int cell = 0; cell < metric.points().size(); cell++) {
      @Nullable Double value = metric.points().get(cell);
      if (value != null) {
        points.add(new Point(id(cell), value));
      }
    }
    List<String> names = job.cells().stream().map(c -> job.name(c.cellId())).toList();
    return new ComparisonsFile.MetricComparison(
        metric.metric().key(),
        metric.primary(),
        metric.metric().higherIsBetter(),
        points,
        metric.seedsResampled(),
        metric.droppedShare(),
        metric.contrasts().stream().map(this::contrast).toList(),
        metric.ranks().stream()
            .map(
                rank ->
                    new ComparisonsFile.RankSet(
                        id(names.indexOf(rank.cell())), rank.best(), rank.worst()))
            .toList(),
        metric.notes());
  }

  private ComparisonsFile.Contrast contrast(ContrastResult result) {
    @Nullable Double lower = null;
    @Nullable Double upper = null;
    @Nullable String method = null;
    List<String> notes = new ArrayList<>(result.notes());
    switch (result.interval()) {
      case Interval interval -> {
        lower = interval.lower();
        upper = interval.upper();
        method = Resampling.method(interval.method());
        interval.cautions().stream().filter(c -> !notes.contains(c)).forEach(notes::add);
      }
      case None none -> {
        if (!notes.contains(none.reason())) {
          notes.add(none.reason());
        }
      }
    }
    Difference.@Nullable Ends simultaneous = result.simultaneous();
    return new ComparisonsFile.Contrast(
        result.contrast().label(),
        result.contrast().first().stream().map(this::id).toList(),
        result.contrast().second().stream().map(this::id).toList(),
        result.confirmatory() && !job.isExploratory(),
        result.difference(),
        result.standardError(),
        lower,
        upper,
        method,
        simultaneous == null ? null : simultaneous.lower(),
        simultaneous == null ? null : simultaneous.upper(),
        result.test(),
        result.p(),
        result.adjustedBy().label(),
        result.adjustedP(),
        result.discordantUnits(),
        margin(result.margin()),
        result.precision(),
        result.verdict().label(),
        notes,
        result.falseClaim());
  }

  private static @Nullable MarginTest margin(@Nullable Margin margin) {
    return margin == null
        ? null
        : new MarginTest(
            margin.margin(),
            margin.pFirstNotInferior(),
            margin.pSecondNotInferior(),
            margin.pEquivalent(),
            margin.interval().lower(),
            margin.interval().upper(),
            margin.confidence());
  }
}
