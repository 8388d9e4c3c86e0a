// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;

/** Decision curves (Vickers and Elkin, 2006), and how right the probabilities behind them are. */
final class DecisionPlots {
  private final PlotContext context;

  DecisionPlots(PlotContext context) {
    this.context = context;
  }

  Plot netBenefit(Section section, List<Row> rows, String suffix) {
    String positive = ThresholdCurves.positive(section).orElseThrow();
    MetricsFile first = section.metrics().getFirst();
    int index = first.data().classes().indexOf(positive);
    double prevalence = (double) first.data().classCounts().get(index) / first.data().images();
    String caption =
        "Decision curves for class %s on %s: net benefit of acting on every image whose probability reaches the threshold, against acting on all and on none (Vickers and Elkin, 2006); each band covers its whole curve with %s %% confidence."
            .formatted(
                positive, section.title(), Figures.percent(context.report().plan().confidence()));
    return Lines.plot(
        "decision-" + suffix,
        caption,
        Lines.SQUARE,
        rows.size() + 1,
        () -> {
          List<Lines.Curve> all =
              new ArrayList<>(new BandedCurves(context, positive).netBenefit(rows));
          List<List<Double>> everybody = new ArrayList<>();
          for (int i = 0; i < ThresholdCurves.STEPS; i++) {
            double threshold = (double) i / ThresholdCurves.STEPS;
            everybody.add(
                List.of(threshold, prevalence - (1 - prevalence) * threshold / (1 - threshold)));
          }
          all.add(new Lines.Curve("act on all", false, everybody));
          double most = Math.ceil(prevalence * 20 + 1e-9) / 20;
          return new Lines.Data(
              caption,
              new Lines.Axis("Threshold probability", 0, 1.0, false),
              new Lines.Axis("Net benefit", -0.05, most, false),
              false,
              0.0,
              all.stream().map(curve -> within(curve, -0.05, most)).toList());
        });
  }

  /** The observed share of the class at each probability, by the isotonic fit. */
  Plot calibration(Section section, List<Row> rows, String suffix) {
    String positive = ThresholdCurves.positive(section).orElseThrow();
    String caption =
        "Calibration of the probability of class %s on %s: its observed share at each predicted probability (isotonic fit); each band covers its whole curve with %s %% confidence. On the diagonal predictions are right."
            .formatted(
                positive, section.title(), Figures.percent(context.report().plan().confidence()));
    return Lines.plot(
        "observed-share-" + suffix,
        caption,
        Lines.SQUARE,
        rows.size(),
        () ->
            new Lines.Data(
                caption,
                new Lines.Axis("Predicted probability", 0, 1.0, false),
                new Lines.Axis("Observed share", 0, 1.0, false),
                true,
                null,
                new BandedCurves(context, positive).calibration(rows)));
  }

  /** A line that leaves the figure downwards ends there. */
  private static Lines.Curve within(Lines.Curve curve, double least, double most) {
    List<List<Double>> points = new ArrayList<>();
    for (List<Double> point : curve.points()) {
      if (point.get(1) >= least) {
        points.add(
            point.size() == 2
                ? point
                : List.of(
                    point.get(0),
                    point.get(1),
                    Math.max(least, point.get(2)),
                    Math.min(most, point.get(3))));
      }
    }
    return new Lines.Curve(curve.name(), curve.dots(), points);
  }
}
