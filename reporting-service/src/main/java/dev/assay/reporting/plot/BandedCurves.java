// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.report.Report.Row;
import dev.assay.statistics.curves.CalibrationCurve;
import dev.assay.statistics.curves.CurveBand;
import dev.assay.statistics.curves.DecisionCurve;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Curves of rows about one class, over all their seeds, with bands that cover each curve as a whole
 * ({@link dev.assay.statistics.curves.SimultaneousBand}).
 */
final class BandedCurves {
  /** More move no edge of a band by the width of a line. */
  private static final int DRAWS = 2000;

  private final PlotContext context;
  private final String positive;

  /**
   * @param positive the class that is acted on, of two
   */
  BandedCurves(PlotContext context, String positive) {
    this.context = context;
    this.positive = positive;
  }

  /** What of a row is shown. */
  private interface Banded {
    CurveBand of(LabelledSet set, List<Scores> seeds, ResamplingPlan plan);
  }

  /** Net benefit of deciding by the model at each per cent. */
  List<Lines.Curve> netBenefit(List<Row> rows) {
    double[] thresholds = DecisionCurve.thresholds(0.01, 0.99);
    return curves(
        rows, (set, seeds, plan) -> DecisionCurve.of(set, seeds, plan, thresholds).netBenefit());
  }

  /** The observed share of the class at each predicted probability. */
  List<Lines.Curve> calibration(List<Row> rows) {
    return curves(rows, CalibrationCurve::of);
  }

  private List<Lines.Curve> curves(List<Row> rows, Banded banded) {
    List<Lines.Curve> curves = new ArrayList<>();
    for (Row row : rows) {
      List<Predictions> seeds = new ArrayList<>();
      for (long seed : context.report().seeds()) {
        Optional<Predictions> found = context.source().test(row.cell().cellId(), seed);
        found.ifPresent(seeds::add);
      }
      if (!seeds.isEmpty()) {
        CurveBand band = banded.of(set(seeds.getFirst()), scores(seeds), plan());
        curves.add(
            new Lines.Curve(
                context.titles().of(row.cell()),
                false,
                band.points().stream().map(BandedCurves::point).toList()));
      }
    }
    return curves;
  }

  private static List<Double> point(CurveBand.Point point) {
    Double lower = point.lower();
    Double upper = point.upper();
    return lower == null || upper == null
        ? List.of(point.x(), point.y())
        : List.of(point.x(), point.y(), lower, upper);
  }

  /** The predictions of all seeds are in the order of the split. */
  private LabelledSet set(Predictions of) {
    return new LabelledSet(
        of.classes(),
        positive,
        of.rows().stream().mapToInt(Predictions.Row::label).toArray(),
        of.rows().stream().map(Predictions.Row::group).toList());
  }

  private static List<Scores> scores(List<Predictions> seeds) {
    return seeds.stream()
        .map(
            of ->
                Scores.ofProbabilities(
                    of.rows().stream()
                        .map(Predictions.Row::probabilities)
                        .toArray(double[][]::new)))
        .toList();
  }

  private ResamplingPlan plan() {
    EvaluationPlan plan = context.report().plan();
    return new ResamplingPlan(
        Math.min(plan.resamples(), DRAWS),
        plan.confidence(),
        "image".equals(plan.unit()) ? ResamplingUnit.IMAGE : ResamplingUnit.GROUP,
        plan.seed());
  }
}
