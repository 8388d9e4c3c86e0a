// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.statistics.metrics.CurvePoints;
import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.FindingSet.Truth;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What each seed of a row gives for every step of a rate, and their band. */
final class ThresholdCurves {
  /** Steps of a rate from 0 to 1. */
  static final int STEPS = 100;

  /** One value for each step from 0 to 1; NaN where there is none. */
  interface OfSeed extends Function<CurvePoints, double[]> {}

  private final PlotContext context;

  ThresholdCurves(PlotContext context) {
    this.context = context;
  }

  /**
   * In a binary set the declared class, or else the last; with more classes, and with findings,
   * there is no one.
   */
  static Optional<String> positive(Section section) {
    return section.metrics().stream()
        .findFirst()
        .filter(file -> file.findings() == null)
        .map(MetricsFile::data)
        .filter(data -> data.classes().size() == 2)
        .map(
            data -> data.positiveClass() == null ? data.classes().getLast() : data.positiveClass());
  }

  List<Lines.Curve> curves(Section section, List<Row> rows, OfSeed values) {
    List<Lines.Curve> curves = new ArrayList<>();
    for (Row row : rows) {
      List<double[]> seeds = new ArrayList<>();
      for (long seed : context.report().seeds()) {
        of(section, row.cell().cellId(), seed, values).ifPresent(seeds::add);
      }
      if (!seeds.isEmpty()) {
        curves.add(new Lines.Curve(context.titles().of(row.cell()), false, band(seeds)));
      }
    }
    return curves;
  }

  private Optional<double[]> of(Section section, String cellId, long seed, OfSeed values) {
    return section.hasFindings()
        ? context.source().testOfFindings(cellId, seed).map(of -> ofFindings(of, values))
        : context
            .source()
            .test(cellId, seed)
            .map(of -> values(of, positive(section).orElse(null), values));
  }

  /** Averaged over the findings that have a curve, each among the images for which it is known. */
  private static double[] ofFindings(FindingPredictions of, OfSeed values) {
    FindingSet set =
        new FindingSet(
            of.findings(),
            IntStream.range(0, of.findings().size())
                .mapToObj(f -> of.rows().stream().map(row -> truth(row, f)).toArray(Truth[]::new))
                .toArray(Truth[][]::new),
            of.rows().stream().map(FindingPredictions.Row::group).toList());
    FindingScores scores =
        new FindingScores(
            of.rows().stream().map(FindingPredictions.Row::probabilities).toArray(double[][]::new));
    double[] sum = new double[STEPS + 1];
    int[] defined = set.withAreas();
    for (int finding : defined) {
      FindingSet.Known known = set.known(finding);
      CurvePoints curve =
          CurvePoints.of(known.set(), scores.of(finding, known), FindingSet.PRESENT);
      double[] one = values.apply(curve);
      for (int i = 0; i <= STEPS; i++) {
        sum[i] += one[i] / defined.length;
      }
    }
    return sum;
  }

  private static Truth truth(FindingPredictions.Row row, int finding) {
    return switch (row.truth().of(finding)) {
      case PRESENT -> Truth.PRESENT;
      case ABSENT -> Truth.ABSENT;
      case UNKNOWN -> Truth.UNKNOWN;
    };
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

  /** Mean, lowest and highest of the seeds. */
  private static List<List<Double>> band(List<double[]> seeds) {
    List<List<Double>> points = new ArrayList<>();
    for (int i = 0; i <= STEPS; i++) {
      int at = i;
      double[] of = seeds.stream().mapToDouble(seed -> seed[at]).toArray();
      if (Double.isNaN(of[0])) {
        continue;
      }
      points.add(Lines.point((double) i / STEPS, Arrays.stream(of).sum() / of.length, of));
    }
    return points;
  }
}
