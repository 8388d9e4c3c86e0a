// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.CalibrationBin;
import dev.assay.contracts.file.MetricsFile.SeedDetails;
import dev.assay.reporting.plot.Plot.Content;
import dev.assay.reporting.plot.Plot.Kind;
import dev.assay.reporting.render.name.RunNames;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Counted images: by true and predicted class, and by confidence. */
final class CountPlots {
  private static final int WIDTH = 250;
  private static final int HEIGHT = 250;
  private static final int CELL = 34;
  private static final int AXES = 52;

  /** Width of a letter. */
  private static final int LETTER = 5;

  /** Longer names of classes are written at an angle. */
  private static final int LONG_NAME = 8;

  private CountPlots() {}

  record Bin(
      double lower,
      double upper,
      double confidence,
      double accuracy,
      long images,
      String count,
      String text) {}

  record Reliability(String alt, List<Bin> bins, long most) {}

  record MatrixCell(int row, int column, double rate, String text) {}

  record Matrix(String alt, List<String> classes, boolean slanted, List<MatrixCell> cells) {}

  static List<Plot> of(Report report, RowTitles titles, RunNames names) {
    List<Plot> plots = new ArrayList<>();
    for (Section section : report.sections()) {
      for (Row row : section.rows()) {
        row.metrics()
            .ifPresent(
                file -> {
                  String name = names.of(row.cell()).dataset() + "-" + names.of(row.cell()).model();
                  String what = titles.of(row.cell()) + " on " + section.title();
                  if (!file.confusion().isEmpty()) {
                    plots.add(confusion(name, what, file));
                  }
                  List<SeedDetails> details = file.seedDetails();
                  if (details != null
                      && details.stream().anyMatch(seed -> !seed.calibrationBins().isEmpty())) {
                    plots.add(calibration(name, what, details));
                  }
                });
      }
    }
    return plots;
  }

  // ---- confusion ----------------------------------------------------------------------------

  private static Plot confusion(String name, String what, MetricsFile file) {
    List<String> classes = file.data().classes();
    int seeds = file.confusion().size();
    String caption =
        "Confusion matrix of %s: test images%s, and their share of the true class."
            .formatted(what, seeds == 1 ? "" : " of all " + seeds + " seeds together");
    boolean slanted = classes.stream().anyMatch(label -> label.length() > LONG_NAME);
    int longest = classes.stream().mapToInt(String::length).max().orElse(1);
    int side = Math.max(3, classes.size()) * CELL;
    return new Plot(
        "confusion-" + name,
        Kind.MATRIX,
        caption,
        side + AXES + LETTER * longest,
        side + AXES + (slanted ? LETTER * longest / 2 + LETTER : 0),
        () -> {
          long[][] counts = sum(classes.size(), file.confusion().values());
          List<MatrixCell> cells = new ArrayList<>();
          List<List<String>> table = new ArrayList<>();
          table.add(List.of("true_label", "predicted_label", "images", "rate"));
          for (int r = 0; r < classes.size(); r++) {
            long all = 0;
            for (long count : counts[r]) {
              all += count;
            }
            for (int c = 0; c < classes.size(); c++) {
              double rate = all == 0 ? 0 : (double) counts[r][c] / all;
              cells.add(new MatrixCell(r, c, rate, counts[r][c] + "\n" + percent(rate) + " %"));
              table.add(
                  List.of(
                      classes.get(r),
                      classes.get(c),
                      String.valueOf(counts[r][c]),
                      Figures.exact(rate)));
            }
          }
          return new Content(new Matrix(caption, classes, slanted, cells), table);
        });
  }

  private static long[][] sum(int classes, Collection<List<List<Integer>>> seeds) {
    long[][] counts = new long[classes][classes];
    for (List<List<Integer>> seed : seeds) {
      for (int r = 0; r < classes; r++) {
        for (int c = 0; c < classes; c++) {
          counts[r][c] += seed.get(r).get(c);
        }
      }
    }
    return counts;
  }

  private static String percent(double rate) {
    return new BigDecimal(rate)
        .movePointRight(2)
        .setScale(0, RoundingMode.HALF_EVEN)
        .toPlainString();
  }

  // ---- calibration --------------------------------------------------------------------------

  private static Plot calibration(String name, String what, List<SeedDetails> seeds) {
    String caption =
        "Calibration of %s: share of correct test images by confidence%s; below, their number."
            .formatted(what, seeds.size() == 1 ? "" : ", all " + seeds.size() + " seeds together");
    return new Plot(
        "calibration-" + name,
        Kind.RELIABILITY,
        caption,
        WIDTH,
        HEIGHT,
        () -> {
          List<Bin> bins = bins(seeds);
          List<List<String>> table = new ArrayList<>();
          table.add(List.of("lower", "upper", "images", "confidence", "accuracy"));
          for (Bin bin : bins) {
            table.add(
                List.of(
                    Figures.exact(bin.lower()),
                    Figures.exact(bin.upper()),
                    String.valueOf(bin.images()),
                    Figures.exact(bin.confidence()),
                    Figures.exact(bin.accuracy())));
          }
          long most = bins.stream().mapToLong(Bin::images).max().orElse(1);
          return new Content(new Reliability(caption, bins, most), table);
        });
  }

  /** The bins of all seeds, each with the mean over its images. */
  private static List<Bin> bins(List<SeedDetails> seeds) {
    Map<Double, List<CalibrationBin>> byLower = new TreeMap<>();
    seeds.forEach(
        seed ->
            seed.calibrationBins()
                .forEach(
                    bin -> byLower.computeIfAbsent(bin.lower(), b -> new ArrayList<>()).add(bin)));
    return byLower.values().stream().map(CountPlots::together).toList();
  }

  private static Bin together(List<CalibrationBin> bins) {
    long images = bins.stream().mapToLong(CalibrationBin::images).sum();
    double confidence =
        bins.stream().mapToDouble(bin -> bin.confidence() * bin.images()).sum() / images;
    double accuracy =
        bins.stream().mapToDouble(bin -> bin.accuracy() * bin.images()).sum() / images;
    CalibrationBin first = bins.getFirst();
    return new Bin(
        first.lower(),
        first.upper(),
        confidence,
        accuracy,
        images,
        String.valueOf(images),
        "confidence %s, accuracy %s, %d images"
            .formatted(Figures.shown(confidence), Figures.shown(accuracy), images));
  }
}
