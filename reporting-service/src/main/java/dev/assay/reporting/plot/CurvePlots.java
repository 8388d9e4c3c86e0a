// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.plot.Plot.Content;
import dev.assay.reporting.plot.Plot.Kind;
import dev.assay.reporting.render.name.RunNames;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.statistics.metrics.CurvePoints;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lines with bands: over thresholds, epochs and shares of the training images. */
final class CurvePlots {
  /** More lines of one figure cannot be told apart. */
  private static final int MOST_LINES = 6;

  /** Steps of a rate from 0 to 1. */
  private static final int STEPS = 100;

  private static final int WIDTH = 250;
  private static final int SQUARE = 215;
  private static final int LOW = 160;
  private static final double LEGEND_LINE = 10.2;

  private final Report report;
  private final PlotSource source;
  private final RowTitles titles;
  private final RunNames names;

  CurvePlots(Report report, PlotSource source, RowTitles titles, RunNames names) {
    this.report = report;
    this.source = source;
    this.titles = titles;
    this.names = names;
  }

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Axis(String name, double min, @Nullable Double max, boolean whole) {}

  /**
   * @param points x, y and, where several seeds differ, the lowest and the highest y
   */
  record Curve(String name, boolean dots, List<List<Double>> points) {}

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Data(
      String alt, Axis x, Axis y, boolean diagonal, @Nullable Double level, List<Curve> curves) {}

  // ---- over thresholds ----------------------------------------------------------------------

  /** One value for each step from 0 to 1; NaN where there is none. */
  private interface OfSeed extends Function<CurvePoints, double[]> {}

  private record Kinds(
      String name, String caption, String x, String y, boolean diagonal, OfSeed values) {}

  private static final List<Kinds> KINDS =
      List.of(
          new Kinds(
              "roc",
              "ROC curves",
              "False-positive rate",
              "True-positive rate",
              true,
              CurvePlots::recallAtFalsePositives),
          new Kinds(
              "precision-recall",
              "Precision-recall curves",
              "Recall",
              "Precision",
              false,
              CurvePlots::precisionAtRecall));

  List<Plot> overThresholds() {
    List<Plot> plots = new ArrayList<>();
    for (Section section : report.sections()) {
      List<Row> rows = withPredictions(section);
      for (int from = 0; from < rows.size(); from += MOST_LINES) {
        List<Row> some = rows.subList(from, Math.min(rows.size(), from + MOST_LINES));
        String suffix = dataset(section) + (from == 0 ? "" : "-" + (from / MOST_LINES + 1));
        for (Kinds kind : KINDS) {
          String caption =
              "%s of %s on the test images%s; the mean over the seeds, and as a band their range."
                  .formatted(kind.caption(), section.title(), ofClass(section));
          plots.add(
              lines(
                  kind.name() + "-" + suffix,
                  caption,
                  SQUARE,
                  some.size(),
                  () ->
                      new Data(
                          caption,
                          new Axis(kind.x(), 0, 1.0, false),
                          new Axis(kind.y(), 0, 1.0, false),
                          kind.diagonal(),
                          null,
                          curves(section, some, kind.values()))));
        }
        if (positive(section).isPresent()) {
          plots.add(decisions(section, some, suffix));
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

  /** In a binary set the declared class, or else the last; with more classes there is no one. */
  private static Optional<String> positive(Section section) {
    return section.metrics().stream()
        .findFirst()
        .map(MetricsFile::data)
        .filter(data -> data.classes().size() == 2)
        .map(
            data -> data.positiveClass() == null ? data.classes().getLast() : data.positiveClass());
  }

  private static String ofClass(Section section) {
    return positive(section)
        .map(name -> " for class " + name)
        .orElse(", each class against the rest, averaged over the classes");
  }

  private List<Curve> curves(Section section, List<Row> rows, OfSeed values) {
    List<Curve> curves = new ArrayList<>();
    for (Row row : rows) {
      List<double[]> seeds = new ArrayList<>();
      for (long seed : report.seeds()) {
        source
            .test(row.cell().cellId(), seed)
            .ifPresent(of -> seeds.add(values(of, positive(section).orElse(null), values)));
      }
      if (!seeds.isEmpty()) {
        curves.add(new Curve(titles.of(row.cell()), false, band(seeds)));
      }
    }
    return curves;
  }

  /** Averaged over the classes, or of one class. */
  private static double[] values(Predictions of, @Nullable String only, OfSeed values) {
    LabelledSet set = set(of);
    Scores scores =
        Scores.ofProbabilities(
            of.rows().stream().map(Predictions.Row::probabilities).toArray(double[][]::new));
    double[] sum = new double[STEPS + 1];
    int classes = 0;
    for (int c = 0; c < of.classes().size(); c++) {
      if (only == null || of.classes().get(c).equals(only)) {
        CurvePoints curve = CurvePoints.of(set, scores, c);
        if (curve.positives() > 0 && curve.negatives() > 0) {
          double[] one = values.apply(curve);
          for (int i = 0; i <= STEPS; i++) {
            sum[i] += one[i];
          }
          classes++;
        }
      }
    }
    for (int i = 0; i <= STEPS; i++) {
      sum[i] /= classes;
    }
    return sum;
  }

  private static LabelledSet set(Predictions of) {
    return new LabelledSet(
        of.classes(),
        null,
        of.rows().stream().mapToInt(Predictions.Row::label).toArray(),
        of.rows().stream().map(Predictions.Row::image).toList());
  }

  private static double[] recallAtFalsePositives(CurvePoints curve) {
    double[] best = new double[STEPS + 1];
    int next = 0;
    double recall = 0;
    for (int i = 0; i <= STEPS; i++) {
      while (next < curve.points().size()
          && curve.points().get(next).falsePositives() * STEPS <= (long) i * curve.negatives()) {
        recall = curve.recall(curve.points().get(next));
        next++;
      }
      best[i] = recall;
    }
    return best;
  }

  /** At the highest threshold that finds at least this share. */
  private static double[] precisionAtRecall(CurvePoints curve) {
    double[] precision = new double[STEPS + 1];
    int next = 0;
    for (int i = 0; i <= STEPS; i++) {
      while (next < curve.points().size() - 1
          && curve.points().get(next).truePositives() * STEPS < (long) i * curve.positives()) {
        next++;
      }
      precision[i] = curve.points().get(next).precision();
    }
    return precision;
  }

  /** Mean, lowest and highest of the seeds. */
  private static List<List<Double>> band(List<double[]> seeds) {
    List<List<Double>> points = new ArrayList<>();
    for (int i = 0; i <= STEPS; i++) {
      int at = i;
      double[] of = seeds.stream().mapToDouble(seed -> seed[at]).toArray();
      if (Double.isNaN(of[0])) {
        continue;
      }
      points.add(point((double) i / STEPS, Arrays.stream(of).sum() / of.length, of));
    }
    return points;
  }

  private static List<Double> point(double x, double y, double[] of) {
    double low = Arrays.stream(of).min().orElse(y);
    double high = Arrays.stream(of).max().orElse(y);
    return of.length == 1 ? List.of(x, y) : List.of(x, y, low, high);
  }

  // ---- decision curves ----------------------------------------------------------------------

  private Plot decisions(Section section, List<Row> rows, String suffix) {
    String positive = positive(section).orElseThrow();
    MetricsFile first = section.metrics().getFirst();
    int index = first.data().classes().indexOf(positive);
    double prevalence = (double) first.data().classCounts().get(index) / first.data().images();
    String caption =
        "Decision curves for class %s on %s: net benefit of acting on every image whose probability reaches the threshold, against acting on all and on none (Vickers and Elkin, 2006)."
            .formatted(positive, section.title());
    return lines(
        "decision-" + suffix,
        caption,
        SQUARE,
        rows.size() + 1,
        () -> {
          List<Curve> curves = new ArrayList<>(curves(section, rows, CurvePlots::netBenefit));
          List<List<Double>> all = new ArrayList<>();
          for (int i = 0; i < STEPS; i++) {
            double threshold = (double) i / STEPS;
            all.add(
                List.of(threshold, prevalence - (1 - prevalence) * threshold / (1 - threshold)));
          }
          curves.add(new Curve("act on all", false, all));
          double most = Math.ceil(prevalence * 20 + 1e-9) / 20;
          return new Data(
              caption,
              new Axis("Threshold probability", 0, 1.0, false),
              new Axis("Net benefit", -0.05, most, false),
              false,
              0.0,
              curves.stream().map(curve -> from(curve, -0.05)).toList());
        });
  }

  /** A line that leaves the figure downwards ends there. */
  private static Curve from(Curve curve, double least) {
    List<List<Double>> points = new ArrayList<>();
    for (List<Double> point : curve.points()) {
      if (point.get(1) >= least) {
        points.add(
            point.size() == 2
                ? point
                : List.of(point.get(0), point.get(1), Math.max(least, point.get(2)), point.get(3)));
      }
    }
    return new Curve(curve.name(), curve.dots(), points);
  }

  private static double[] netBenefit(CurvePoints curve) {
    double[] benefit = new double[STEPS + 1];
    double images = curve.positives() + curve.negatives();
    for (int i = 0; i <= STEPS; i++) {
      double threshold = (double) i / STEPS;
      CurvePoints.Point last = null;
      for (CurvePoints.Point point : curve.points()) {
        if (point.threshold() >= threshold) {
          last = point;
        }
      }
      benefit[i] =
          i == STEPS
              ? Double.NaN
              : last == null
                  ? 0
                  : last.truePositives() / images
                      - last.falsePositives() / images * threshold / (1 - threshold);
    }
    return benefit;
  }

  // ---- over epochs --------------------------------------------------------------------------

  List<Plot> learning() {
    List<Plot> plots = new ArrayList<>();
    for (Row row : report.trainedRows()) {
      if (row.runs().stream().anyMatch(run -> run.epochs() > 1)) {
        String caption =
            "Losses of %s on %s: the median over the seeds, and as a band their range."
                .formatted(titles.of(row.cell()), row.cell().dataset());
        plots.add(
            lines("learning-" + name(row.cell()), caption, LOW, 2, () -> losses(row, caption)));
      }
    }
    return plots;
  }

  private Data losses(Row row, String caption) {
    List<List<ModelManifest.Epoch>> histories =
        report.seeds().stream()
            .flatMap(seed -> source.model(row.cell().cellId(), seed).stream())
            .map(ModelManifest::history)
            .toList();
    List<Curve> curves = new ArrayList<>();
    curve("training", histories, ModelManifest.Epoch::trainLoss).ifPresent(curves::add);
    curve("validation", histories, ModelManifest.Epoch::validationLoss).ifPresent(curves::add);
    double epochs = histories.stream().mapToInt(List::size).max().orElse(1);
    return new Data(
        caption,
        new Axis("Epoch", 1, epochs, true),
        new Axis("Loss (cross-entropy)", 0, null, false),
        false,
        null,
        curves);
  }

  private static Optional<Curve> curve(
      String name,
      List<List<ModelManifest.Epoch>> histories,
      Function<ModelManifest.Epoch, @Nullable Double> value) {
    Map<Integer, List<Double>> byEpoch = new LinkedHashMap<>();
    histories.forEach(
        history ->
            history.forEach(
                epoch -> {
                  Double of = value.apply(epoch);
                  if (of != null && Double.isFinite(of)) {
                    byEpoch.computeIfAbsent(epoch.epoch(), e -> new ArrayList<>()).add(of);
                  }
                }));
    List<List<Double>> points =
        byEpoch.entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                epoch -> {
                  double[] of =
                      epoch.getValue().stream().mapToDouble(Double::doubleValue).sorted().toArray();
                  double median = (of[(of.length - 1) / 2] + of[of.length / 2]) / 2;
                  return point(epoch.getKey(), median, of);
                })
            .toList();
    return points.isEmpty() ? Optional.empty() : Optional.of(new Curve(name, false, points));
  }

  // ---- over shares of the training images ---------------------------------------------------

  List<Plot> subsets() {
    List<Plot> plots = new ArrayList<>();
    for (Section section : report.sections()) {
      Map<String, List<Row>> alike = new LinkedHashMap<>();
      section.rows().stream()
          .filter(row -> row.metrics().isPresent())
          .forEach(
              row ->
                  alike
                      .computeIfAbsent(
                          titles.of(row.cell()).replaceAll(", [0-9.]+ ?%$", ""),
                          key -> new ArrayList<>())
                      .add(row));
      alike.values().removeIf(rows -> rows.size() < 2);
      List<String> keys = List.copyOf(alike.keySet());
      for (int from = 0; from < keys.size(); from += MOST_LINES) {
        List<String> some = keys.subList(from, Math.min(keys.size(), from + MOST_LINES));
        String caption =
            "Accuracy on the test images of %s by the share of training images, with %s %% intervals."
                .formatted(section.title(), Figures.percent(report.plan().confidence()));
        plots.add(
            lines(
                "subset-" + dataset(section) + (from == 0 ? "" : "-" + (from / MOST_LINES + 1)),
                caption,
                LOW,
                some.size(),
                () ->
                    new Data(
                        caption,
                        new Axis("Share of the training images", 0, 1.0, false),
                        new Axis("Accuracy", 0, 1.0, false),
                        false,
                        null,
                        some.stream()
                            .map(key -> shares(key, alike.getOrDefault(key, List.of())))
                            .toList())));
      }
    }
    return plots;
  }

  private static Curve shares(String name, List<Row> rows) {
    return new Curve(
        name,
        true,
        rows.stream()
            .sorted(java.util.Comparator.comparingDouble(row -> row.cell().subsetRatio()))
            .flatMap(
                row ->
                    row.metrics().stream()
                        .map(file -> file.metrics().test("accuracy"))
                        .filter(metric -> metric.point() != null)
                        .map(
                            metric ->
                                metric.lower() == null
                                    ? List.of(
                                        row.cell().subsetRatio(),
                                        java.util.Objects.requireNonNull(metric.point()))
                                    : List.of(
                                        row.cell().subsetRatio(),
                                        java.util.Objects.requireNonNull(metric.point()),
                                        java.util.Objects.requireNonNull(metric.lower()),
                                        java.util.Objects.requireNonNull(metric.upper()))))
            .toList());
  }

  // -------------------------------------------------------------------------------------------

  private static Plot lines(
      String name, String caption, int height, int lines, Supplier<Data> data) {
    return new Plot(
        name,
        Kind.LINES,
        caption,
        WIDTH,
        height + (int) Math.ceil(LEGEND_LINE * lines),
        () -> {
          Data made = data.get();
          return new Content(made, table(made));
        });
  }

  private static List<List<String>> table(Data data) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("curve", "x", "y", "lower", "upper"));
    for (Curve curve : data.curves()) {
      for (List<Double> point : curve.points()) {
        List<String> row = new ArrayList<>(List.of(curve.name()));
        point.forEach(value -> row.add(Figures.exact(value)));
        while (row.size() < 5) {
          row.add("");
        }
        rows.add(row);
      }
    }
    return rows;
  }

  private String dataset(Section section) {
    return names.of(section.rows().getFirst().cell()).dataset();
  }

  private String name(Cell cell) {
    return names.of(cell).dataset() + "-" + names.of(cell).model();
  }
}
