// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.statistics.metrics.CurvePoints;
import java.util.ArrayList;
import java.util.List;

/**
 * ROC and precision-recall curves, and decision and calibration curves where there is one class to
 * act on.
 */
final class ThresholdPlots {
  private record Kinds(
      String name,
      String caption,
      String x,
      String y,
      boolean diagonal,
      ThresholdCurves.OfSeed values) {}

  private static final List<Kinds> KINDS =
      List.of(
          new Kinds(
              "roc",
              "ROC curves",
              "False-positive rate",
              "True-positive rate",
              true,
              ThresholdPlots::recallAtFalsePositives),
          new Kinds(
              "precision-recall",
              "Precision-recall curves",
              "Recall",
              "Precision",
              false,
              ThresholdPlots::precisionAtRecall));

  private final PlotContext context;
  private final ThresholdCurves curves;

  ThresholdPlots(PlotContext context) {
    this.context = context;
    this.curves = new ThresholdCurves(context);
  }

  List<Plot> plots() {
    List<Plot> plots = new ArrayList<>();
    for (Section section : context.report().sections()) {
      List<Row> rows = withPredictions(section);
      for (int from = 0; from < rows.size(); from += Lines.MOST) {
        List<Row> some = rows.subList(from, Math.min(rows.size(), from + Lines.MOST));
        String suffix = context.dataset(section) + (from == 0 ? "" : "-" + (from / Lines.MOST + 1));
        for (Kinds kind : KINDS) {
          String caption =
              "%s of %s on the test images%s; the mean over the seeds, and as a band their range."
                  .formatted(kind.caption(), section.title(), ofClass(section));
          plots.add(
              Lines.plot(
                  kind.name() + "-" + suffix,
                  caption,
                  Lines.SQUARE,
                  some.size(),
                  () ->
                      new Lines.Data(
                          caption,
                          new Lines.Axis(kind.x(), 0, 1.0, false),
                          new Lines.Axis(kind.y(), 0, 1.0, false),
                          kind.diagonal(),
                          null,
                          curves.curves(section, some, kind.values()))));
        }
        if (ThresholdCurves.positive(section).isPresent()) {
          plots.add(new DecisionPlots(context).netBenefit(section, some, suffix));
          plots.add(new DecisionPlots(context).calibration(section, some, suffix));
        }
      }
    }
    return plots;
  }

  private List<Row> withPredictions(Section section) {
    return section.rows().stream()
        .filter(row -> row.metrics().isPresent() && !row.cell().isPooled())
        .toList();
  }

  private static String ofClass(Section section) {
    if (section.hasFindings()) {
      return ", each finding against its absence, averaged over the findings";
    }
    return ThresholdCurves.positive(section)
        .map(name -> " for class " + name)
        .orElse(", each class against the rest, averaged over the classes");
  }

  private static double[] recallAtFalsePositives(CurvePoints curve) {
    double[] best = new double[ThresholdCurves.STEPS + 1];
    int next = 0;
    double recall = 0;
    for (int i = 0; i <= ThresholdCurves.STEPS; i++) {
      while (next < curve.points().size()
          && curve.points().get(next).falsePositives() * ThresholdCurves.STEPS
              <= (long) i * curve.negatives()) {
        recall = curve.recall(curve.points().get(next));
        next++;
      }
      best[i] = recall;
    }
    return best;
  }

  /** At the highest threshold that finds at least this share. */
  private static double[] precisionAtRecall(CurvePoints curve) {
    double[] precision = new double[ThresholdCurves.STEPS + 1];
    int next = 0;
    for (int i = 0; i <= ThresholdCurves.STEPS; i++) {
      while (next < curve.points().size() - 1
          && curve.points().get(next).truePositives() * ThresholdCurves.STEPS
              < (long) i * curve.positives()) {
        next++;
      }
      precision[i] = curve.points().get(next).precision();
    }
    return precision;
  }
}
