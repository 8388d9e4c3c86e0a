// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.Hash;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.ComparedCell;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.MetricComparison;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.CalibrationBin;
import dev.assay.contracts.file.MetricsFile.CellMetrics;
import dev.assay.contracts.file.MetricsFile.EvaluatedData;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.contracts.file.MetricsFile.SeedDetails;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.RunSettings;
import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.report.AcrossDatasets;
import dev.assay.reporting.report.AcrossDatasets.MeanRank;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A report with everything that a figure shows, and invented predictions. */
public final class SamplePlots {
  private static final List<String> SKIN =
      List.of("akiec", "bcc", "bkl", "dermatofibroma", "mel", "nv", "vasc");
  private static final List<String> CHEST = List.of("NORMAL", "PNEUMONIA");
  public static final int IMAGES = 210;

  private SamplePlots() {}

  /**
   * Two data sets: one with two classes and shares of the training images, one with seven classes.
   */
  public static Report report() {
    List<Cell> chest = new ArrayList<>();
    for (double share : List.of(0.125, 0.25, 0.5, 1.0)) {
      chest.add(
          SampleReports.cell("chest_xray", "resnet50", SampleReports.pretrained(), true, share));
      chest.add(
          SampleReports.cell(
              "chest_xray", "dinov2_vitb14", SampleReports.pretrained(), true, share));
    }
    List<Cell> skin = new ArrayList<>();
    for (String backbone : List.of("resnet50", "dinov2_vitb14", "densenet121")) {
      skin.add(SampleReports.cell("skin", backbone, SampleReports.pretrained(), true, 1));
    }
    return new Report(
        "0123456789ab",
        "chest and skin",
        Outcome.DONE,
        List.of(1L, 2L, 3L),
        Checkpoint.BEST_ACCURACY,
        SampleReports.report(Outcome.DONE, List.of()).plan(),
        2,
        "cpu",
        List.of(),
        List.of(section("chest_xray", chest, CHEST), section("skin", skin, SKIN)),
        new AcrossDatasets(
            "accuracy",
            true,
            List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"),
            List.of(),
            new AcrossDatasets.Ranking(
                List.of(
                    new MeanRank("ResNet50, frozen", 3.1),
                    new MeanRank("DINOv2 ViT-B/14, frozen", 1.4),
                    new MeanRank("DenseNet121, frozen", 2.6),
                    new MeanRank("VGG16, frozen", 4.3),
                    new MeanRank("MobileNetV2, frozen", 3.6)),
                19.2,
                0.0007,
                1.93,
                0.05),
            null,
            List.of()));
  }

  private static Section section(String dataset, List<Cell> cells, List<String> classes) {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      rows.add(SampleReports.done(cells.get(i), metrics(cells.get(i), classes, i)));
    }
    return new Section(
        dataset,
        SampleReports.split(dataset, false, "patient"),
        rows,
        comparison(dataset, cells),
        null);
  }

  private static MetricsFile metrics(Cell cell, List<String> classes, int i) {
    double accuracy = 0.78 + 0.1 * cell.subsetRatio() + (i % 2) * 0.03;
    List<Integer> counts = new ArrayList<>();
    List<List<Integer>> matrix = new ArrayList<>();
    for (int r = 0; r < classes.size(); r++) {
      counts.add(IMAGES / classes.size());
      List<Integer> row = new ArrayList<>();
      for (int c = 0; c < classes.size(); c++) {
        row.add(r == c ? IMAGES / classes.size() - 5 * (classes.size() - 1) : 5);
      }
      matrix.add(row);
    }
    List<SeedDetails> details = new ArrayList<>();
    for (long seed = 1; seed <= 3; seed++) {
      List<CalibrationBin> bins = new ArrayList<>();
      for (int bin = 7; bin < 15; bin++) {
        double lower = bin / 15.0;
        bins.add(
            new CalibrationBin(lower, lower + 1 / 15.0, 4 + 5 * (bin - 7), lower, lower + 0.03));
      }
      details.add(new SeedDetails(seed, List.of(), bins, 1.4, null));
    }
    return new MetricsFile(
        MetricsFile.FORMAT_VERSION,
        Hash.ofText("evaluation of " + cell.cellId()),
        new EvaluatedData(
            cell.dataset(),
            classes,
            classes.size() == 2 ? "PNEUMONIA" : null,
            "patient",
            false,
            IMAGES,
            120,
            counts,
            100),
        List.of(1L, 2L, 3L),
        SampleReports.report(Outcome.DONE, List.of()).plan(),
        new CellMetrics(
            List.of(
                metric("accuracy", accuracy),
                metric("f1_weighted", accuracy - 0.01),
                metric("auroc", Math.min(0.99, accuracy + 0.05))),
            List.of(metric("accuracy", accuracy)),
            List.of(metric("accuracy", 0.5))),
        Map.of(1L, matrix, 2L, matrix, 3L, matrix),
        List.of(),
        details,
        null,
        null);
  }

  private static Metric metric(String name, double point) {
    return SampleReports.metric(name, point, point - 0.041, Math.min(1, point + 0.037));
  }

  private static ComparisonsFile comparison(String dataset, List<Cell> cells) {
    List<ComparedCell> compared = new ArrayList<>();
    List<Contrast> contrasts = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      compared.add(
          new ComparedCell(
              cell.cellId(), "row " + i, Hash.ofText("e" + cell.cellId()), List.of(1L, 2L, 3L)));
      if (i > 0) {
        double difference = (i - 2) * 0.021;
        contrasts.add(
            new Contrast(
                "row " + i + " - row 0",
                List.of(cell.cellId()),
                List.of(cells.getFirst().cellId()),
                i % 2 == 1,
                difference,
                0.01,
                difference - 0.03,
                difference + 0.03,
                "percentile",
                difference - 0.04,
                difference + 0.04,
                "sign flips over units",
                0.03,
                "max-T step-down",
                0.04,
                7,
                null,
                0.03,
                "undecided",
                List.of()));
      }
    }
    return new ComparisonsFile(
        ComparisonsFile.FORMAT_VERSION,
        Hash.ofText("comparison of " + dataset),
        dataset,
        ComparisonPlan.standard(),
        true,
        SampleReports.report(Outcome.DONE, List.of()).plan(),
        false,
        IMAGES,
        120,
        "patient",
        1,
        compared,
        List.of(),
        List.of(
            new MetricComparison(
                ComparisonPlan.standard().primary(),
                true,
                true,
                List.of(),
                true,
                0,
                contrasts,
                List.of(),
                List.of())),
        List.of());
  }

  /** Each seed and each row differ a little, without randomness. */
  public static PlotSource source(Report report) {
    return new PlotSource() {
      @Override
      public Optional<ModelManifest> model(String cellId, long seed) {
        Cell cell = cell(report, cellId);
        List<ModelManifest.Epoch> history = new ArrayList<>();
        for (int epoch = 1; epoch <= 30 - 4 * seed; epoch++) {
          double train = 0.7 * Math.exp(-epoch / 9.0) + 0.02 * seed;
          history.add(
              new ModelManifest.Epoch(epoch, train, train + 0.05 + 0.004 * epoch / seed, 0.8));
        }
        return Optional.of(
            new ModelManifest(
                ModelManifest.FORMAT_VERSION,
                new RunSettings(
                    Hash.ofText(cellId + seed),
                    cell.backbone(),
                    cell.head(),
                    cell.frozen(),
                    cell.preprocessing(),
                    cell.recipe(),
                    "ImageNet",
                    null,
                    1,
                    seed,
                    1),
                classes(cell),
                new ModelManifest.Platform("cpu", "PyTorch 2.7.1"),
                new ModelManifest.BestEpoch(Checkpoint.BEST_ACCURACY, 2, 0.75, 0.5),
                new ModelManifest.Size(2_226_434, 2_562),
                Hash.ofText("model"),
                history,
                List.of(),
                null,
                null,
                null));
      }

      @Override
      public Optional<FindingPredictions> testOfFindings(String cellId, long seed) {
        return Optional.empty();
      }

      @Override
      public Optional<Predictions> test(String cellId, long seed) {
        Cell cell = cell(report, cellId);
        List<String> classes = classes(cell);
        double skill = 0.8 + (Math.abs(cellId.hashCode()) % 7) / 4.0;
        List<Predictions.Row> rows = new ArrayList<>();
        for (int i = 0; i < IMAGES; i++) {
          int label = i % classes.size();
          double[] p = new double[classes.size()];
          double sum = 0;
          for (int c = 0; c < p.length; c++) {
            double noise = Math.sin(12.9898 * (i + 1) * (c + 1) + 4.1 * seed) * 1.6;
            p[c] = Math.exp((c == label ? skill : 0) + noise);
            sum += p[c];
          }
          for (int c = 0; c < p.length; c++) {
            p[c] /= sum;
          }
          rows.add(new Predictions.Row(Hash.ofText("image " + i), "g" + i / 2, label, p));
        }
        return Optional.of(new Predictions(classes, rows));
      }
    };
  }

  private static List<String> classes(Cell cell) {
    return cell.dataset().equals("skin") ? SKIN : CHEST;
  }

  private static Cell cell(Report report, String cellId) {
    return report.cells().stream()
        .filter(cell -> cell.cellId().equals(cellId))
        .findFirst()
        .orElseThrow();
  }
}
