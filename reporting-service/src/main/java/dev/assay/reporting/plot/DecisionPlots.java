// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.statistics.metrics.CurvePoints;
import java.util.ArrayList;
import java.util.List;

/** Decision curves (Vickers and Elkin, 2006). */
final class DecisionPlots {
  private final ThresholdCurves curves;

  DecisionPlots(ThresholdCurves curves) {
    this.curves = curves;
  }

  Plot plot(Section section, List<Row> rows, String suffix) {
    String positive = ThresholdCurves.positive(section).orElseThrow();
    MetricsFile first = section.metrics().getFirst();
    int index = first.data().classes().indexOf(positive);
    double prevalence = (double) first.data().classCounts().get(index) / first.data().images();
    String caption =
        "Decision curves for class %s on %s: net benefit of acting on every image whose probability reaches the threshold, against acting on all and on none (Vickers and Elkin, 2006)."
            .formatted(positive, section.title());
    return Lines.plot(
        "decision-" + suffix,
        caption,
        Lines.SQUARE,
        rows.size() + 1,
        () -> {
          List<Lines.Curve> all =
              new ArrayList<>(curves.curves(section, rows, DecisionPlots::netBenefit));
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
              all.stream().map(curve -> from(curve, -0.05)).toList());
        });
  }

  /** A line that leaves the figure downwards ends there. */
  private static Lines.Curve from(Lines.Curve curve, double least) {
    List<List<Double>> points = new ArrayList<>();
    for (List<Double> point : curve.points()) {
      if (point.get(1) >= least) {
        points.add(
            point.size() == 2
                ? point
                : List.of(point.get(0), point.get(1), Math.max(least, point.get(2)), point.get(3)));
      }
    }
    return new Lines.Curve(curve.name(), curve.dots(), points);
  }

  private static double[] netBenefit(CurvePoints curve) {
    double[] benefit = new double[ThresholdCurves.STEPS + 1];
    double images = curve.positives() + curve.negatives();
    for (int i = 0; i <= ThresholdCurves.STEPS; i++) {
      double threshold = (double) i / ThresholdCurves.STEPS;
      CurvePoints.Point last = null;
      for (CurvePoints.Point point : curve.points()) {
        if (point.threshold() >= threshold) {
          last = point;
        }
      }
      benefit[i] =
          i == ThresholdCurves.STEPS
              ? Double.NaN
              : last == null
                  ? 0
                  : last.truePositives() / images
                      - last.falsePositives() / images * threshold / (1 - threshold);
    }
    return benefit;
  }
}
