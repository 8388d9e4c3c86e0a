// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.contracts.CsvLine;
import dev.assay.statistics.curves.CurveBand;
import dev.assay.statistics.curves.CurveBand.Point;
import dev.assay.statistics.curves.CurveBand.Range;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The curves of an evaluation at chosen places, what their bands say, and all of them as CSV. */
public final class CurveTables {
  private static final double[] PLACES = {
    0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95
  };
  private static final double SAME = 1e-9;

  private CurveTables() {}

  /**
   * One table.
   *
   * @param rows the first entry of each is the place
   */
  record Table(String title, List<String> header, List<List<String>> rows) {}

  static List<Table> of(Evaluation evaluation) {
    List<ModelCurves> models = evaluation.curves();
    if (models.isEmpty()) {
      return List.of();
    }
    String positive = evaluation.positiveClass();
    String band = Figure.percent(evaluation.confidence()) + " % bands over the whole range";
    return List.of(
        table("Net benefit by threshold; " + band, "Threshold", models, ModelCurves::netBenefit),
        table(
            "Share of %s by its probability; %s".formatted(positive, band),
            "Probability",
            models,
            ModelCurves::calibration),
        table(
            "Positive predictive value by prevalence; " + band,
            "Prevalence",
            models,
            ModelCurves::positivePredictiveValue),
        table(
            "Negative predictive value by prevalence; " + band,
            "Prevalence",
            models,
            ModelCurves::negativePredictiveValue));
  }

  private static Table table(
      String title, String place, List<ModelCurves> models, Function<ModelCurves, CurveBand> of) {
    List<String> header = new ArrayList<>(List.of(place));
    models.forEach(model -> header.add(model.model()));
    List<List<String>> rows = new ArrayList<>();
    for (double x : PLACES) {
      List<String> cells = models.stream().map(model -> cell(of.apply(model), x)).toList();
      if (cells.stream().anyMatch(cell -> !cell.isEmpty())) {
        List<String> row = new ArrayList<>(List.of(shown(x)));
        row.addAll(cells);
        rows.add(row);
      }
    }
    return new Table(title, header, rows);
  }

  private static String cell(CurveBand curve, double x) {
    return curve.points().stream()
        .filter(point -> Math.abs(point.x() - x) < SAME)
        .findFirst()
        .map(point -> Figure.shown(point.y()) + Figure.interval(point.lower(), point.upper()))
        .orElse("");
  }

  /** One sentence for each statement that a band allows. */
  static List<String> findings(Evaluation evaluation) {
    List<String> lines = new ArrayList<>();
    for (ModelCurves of : evaluation.curves()) {
      Map<String, List<String>> missing = new LinkedHashMap<>();
      of.byName()
          .forEach(
              (name, curve) -> {
                String reason = curve.reason();
                if (reason != null) {
                  missing.computeIfAbsent(reason, key -> new ArrayList<>()).add(name);
                }
              });
      missing.forEach(
          (reason, names) ->
              lines.add(
                  "%s: no band of %s: %s".formatted(of.model(), String.join(", ", names), reason)));
      if (of.netBenefit().reason() == null) {
        lines.add(
            "%s: its net benefit is above that of treating nobody at thresholds %s, above that of treating all at %s"
                .formatted(
                    of.model(),
                    ranges(of.netBenefit().above(0)),
                    ranges(of.netBenefitOverTreatingAll().above(0))));
      }
      if (of.calibration().reason() == null) {
        List<Range> off = of.calibration().offDiagonal();
        lines.add(
            off.isEmpty()
                ? "%s: nothing speaks against its probabilities".formatted(of.model())
                : "%s: its probabilities are not what happens at %s"
                    .formatted(of.model(), ranges(off)));
      }
    }
    return lines;
  }

  private static String ranges(List<Range> ranges) {
    return ranges.isEmpty()
        ? "none"
        : ranges.stream()
            .map(
                range ->
                    range.from() == range.to()
                        ? shown(range.from())
                        : shown(range.from()) + " to " + shown(range.to()))
            .collect(Collectors.joining(", "));
  }

  /** At most three decimals: probabilities are between per cents at the ends of a curve. */
  private static String shown(double x) {
    return BigDecimal.valueOf(Math.round(x * 1000))
        .movePointLeft(3)
        .stripTrailingZeros()
        .toPlainString();
  }

  /** All points; empty cells where there is no band. */
  public static List<String> csv(Evaluation evaluation) {
    List<String> lines = new ArrayList<>();
    lines.add("model,curve,x,y,lower,upper,confidence");
    for (ModelCurves of : evaluation.curves()) {
      of.byName()
          .forEach(
              (name, curve) -> {
                for (Point point : curve.points()) {
                  lines.add(
                      CsvLine.joined(
                          List.of(
                              of.model(),
                              name,
                              Double.toString(point.x()),
                              Double.toString(point.y()),
                              orEmpty(point.lower()),
                              orEmpty(point.upper()),
                              Double.toString(curve.confidence()))));
                }
              });
    }
    return lines;
  }

  static String orEmpty(@Nullable Double value) {
    return value == null ? "" : value.toString();
  }
}
