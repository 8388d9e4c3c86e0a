// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.statistics.metrics.CalibrationBin;
import dev.assay.statistics.metrics.CurvePoints;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The curves of a cell, from its stored predictions. */
public final class CurveReader {
  /** More points cannot be distinguished in a figure. */
  static final int MOST_POINTS = 2000;

  private final InputFiles files;

  public CurveReader(ArtifactStore store) {
    this.files = new InputFiles(store);
  }

  /**
   * @param part {@code test} or {@code validation}
   * @param seed of the model; absent: the mean probability over all seeds
   * @param curves of each class against the rest
   * @param calibration the reliability diagram, without the empty bins
   */
  public record Curves(
      String part,
      @Nullable Long seed,
      List<ClassCurve> curves,
      List<CalibrationBin> calibration) {}

  /**
   * @param positives images of the class
   * @param negatives the others
   * @param points from the highest threshold down, at most 2,000, the ends always among them
   */
  public record ClassCurve(String label, long positives, long negatives, List<Point> points) {}

  /**
   * The rates at one threshold: recall over 1 - specificity is the ROC curve, precision over recall
   * the precision-recall curve. A rate is absent where it is undefined.
   */
  public record Point(
      double threshold,
      @Nullable Double recall,
      @Nullable Double specificity,
      @Nullable Double precision) {}

  /**
   * @param seed one of the job's; absent: the mean over all
   * @throws Unusable if the files are missing, damaged or contradict each other
   */
  public Curves read(EvaluationJob job, Part part, @Nullable Long seed) throws Unusable {
    SplitManifest manifest = files.manifest(job.manifest());
    if (manifest.hasFindings()) {
      return ofFindings(job, manifest, part, seed);
    }
    AlignedSet aligned = new AlignedSet(manifest, part);
    for (EvaluationJob.SeedPredictions of : job.seeds()) {
      if (seed == null || seed == of.seed()) {
        aligned.add(
            of.seed(),
            files.predictions(
                "the " + part.label() + " predictions of seed " + of.seed(),
                part == Part.TEST ? of.test() : of.validation()));
      }
    }
    LabelledSet set = aligned.set();
    Scores scores = Seeds.ensemble(List.copyOf(aligned.scores().values()));
    return new Curves(
        part.label(),
        seed,
        IntStream.range(0, set.classCount())
            .mapToObj(c -> curve(CurvePoints.of(set, scores, c)))
            .toList(),
        CalibrationBin.of(set, scores).stream().filter(bin -> bin.images() > 0).toList());
  }

  /** A curve for each finding that has an area, among the images for which it is known. */
  private Curves ofFindings(
      EvaluationJob job, SplitManifest manifest, Part part, @Nullable Long seed) throws Unusable {
    FindingPart aligned = new FindingPart(manifest, part);
    for (EvaluationJob.SeedPredictions of : job.seeds()) {
      if (seed == null || seed == of.seed()) {
        aligned.add(
            of.seed(),
            files.findingPredictions(
                "the " + part.label() + " predictions of seed " + of.seed(),
                part == Part.TEST ? of.test() : of.validation()));
      }
    }
    List<ClassCurve> curves = new ArrayList<>();
    for (int finding : aligned.set().withAreas()) {
      FindingSet.Known known = aligned.set().known(finding);
      Scores scores =
          Seeds.ensemble(
              aligned.scores().values().stream().map(of -> of.of(finding, known)).toList());
      ClassCurve curve = curve(CurvePoints.of(known.set(), scores, FindingSet.PRESENT));
      curves.add(
          new ClassCurve(
              manifest.classes().get(finding),
              curve.positives(),
              curve.negatives(),
              curve.points()));
    }
    return new Curves(part.label(), seed, curves, List.of());
  }

  private static ClassCurve curve(CurvePoints curve) {
    List<Point> points = new ArrayList<>();
    int all = curve.points().size();
    int kept = Math.min(all, MOST_POINTS);
    for (int i = 0; i < kept; i++) {
      int index = kept == 1 ? 0 : (int) ((long) i * (all - 1) / (kept - 1));
      CurvePoints.Point point = curve.points().get(index);
      points.add(
          new Point(
              point.threshold(),
              defined(curve.recall(point)),
              defined(curve.specificity(point)),
              defined(point.precision())));
    }
    return new ClassCurve(curve.label(), curve.positives(), curve.negatives(), points);
  }

  private static @Nullable Double defined(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
