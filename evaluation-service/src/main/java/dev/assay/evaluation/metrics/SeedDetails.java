// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.ClassMetrics;
import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.calibration.CalibrationLine;
import dev.assay.statistics.calibration.ProbabilityQuality;
import dev.assay.statistics.calibration.Temperature;
import dev.assay.statistics.intervals.DesignEffect;
import dev.assay.statistics.metrics.CalibrationBin;
import dev.assay.statistics.metrics.ClassScore;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The results of each single seed: classes, calibration, and calibration after the temperature. */
final class SeedDetails {
  private SeedDetails() {}

  static List<MetricsFile.SeedDetails> of(AlignedSet test, AlignedSet validation) {
    List<MetricsFile.SeedDetails> details = new ArrayList<>();
    test.scores()
        .forEach(
            (seed, scores) -> {
              OptionalDouble fitted = temperature(validation, seed);
              Scores byTemperature =
                  fitted.isPresent() ? new Temperature(fitted.getAsDouble()).apply(scores) : null;
              Scores stored = test.calibrated().get(seed);
              boolean temperatureAlone =
                  byTemperature != null && (stored == null || isSame(stored, byTemperature));
              Scores calibrated = stored == null ? byTemperature : stored;
              details.add(
                  new MetricsFile.SeedDetails(
                      seed,
                      classes(test.set(), scores, ClassScore.of(test.set(), scores)),
                      bins(test.set(), scores),
                      temperatureAlone ? fitted.getAsDouble() : null,
                      calibrated == null ? null : ProbabilityQuality.of(test.set(), calibrated)));
            });
    return details;
  }

  /**
   * For all folds, each calibrated on its own validation images; there is no common temperature.
   */
  static List<MetricsFile.SeedDetails> of(PooledTest pooled, CellEvaluation evaluation) {
    List<MetricsFile.SeedDetails> details = new ArrayList<>();
    LabelledSet set = pooled.all().set();
    for (CellEvaluation.SeedResult result : evaluation.seeds()) {
      Scores scores = pooled.all().scores().get(result.seed());
      if (scores == null) {
        throw new IllegalStateException("a seed that was not scored: " + result.seed());
      }
      Scores calibrated =
          pooled
              .pool(fold -> calibrated(fold.test(), fold.validation(), result.seed()))
              .orElse(null);
      details.add(
          new MetricsFile.SeedDetails(
              result.seed(),
              classes(set, scores, result.classes()),
              bins(set, scores),
              null,
              calibrated == null ? null : ProbabilityQuality.of(set, calibrated)));
    }
    return details;
  }

  private static Optional<Scores> calibrated(AlignedSet test, AlignedSet validation, long seed) {
    Scores stored = test.calibrated().get(seed);
    Scores scores = test.scores().get(seed);
    OptionalDouble fitted = temperature(validation, seed);
    return stored != null || fitted.isEmpty() || scores == null
        ? Optional.ofNullable(stored)
        : Optional.of(new Temperature(fitted.getAsDouble()).apply(scores));
  }

  private static OptionalDouble temperature(AlignedSet validation, long seed) {
    Scores onValidation = validation.scores().get(seed);
    return onValidation == null
        ? OptionalDouble.empty()
        : Temperature.fit(validation.set(), onValidation);
  }

  /** Whether the temperature alone explains the stored scores; if not, class weights do. */
  private static boolean isSame(Scores stored, Scores byTemperature) {
    for (int row = 0; row < stored.rows(); row++) {
      for (int c = 0; c < stored.classCount(); c++) {
        if (Math.abs(stored.probability(row, c) - byTemperature.probability(row, c)) > 1e-6) {
          return false;
        }
      }
    }
    return true;
  }

  /** Mean over the seeds. */
  static double designEffect(AlignedSet test) {
    return test.scores().values().stream()
        .mapToDouble(scores -> DesignEffect.of(test.set(), scores).factor())
        .average()
        .orElseThrow();
  }

  private static List<ClassMetrics> classes(
      LabelledSet set, Scores scores, List<ClassScore> ofClasses) {
    List<ClassMetrics> classes = new ArrayList<>();
    for (ClassScore score : ofClasses) {
      CalibrationLine line = CalibrationLine.of(set, scores, classes.size()).orElse(null);
      classes.add(
          new ClassMetrics(
              score.label(),
              score.support(),
              score.predicted(),
              number(score.precision()),
              number(score.recall()),
              number(score.f1()),
              number(score.specificity()),
              number(score.auroc()),
              number(score.averagePrecision()),
              line == null ? null : line.intercept(),
              line == null ? null : line.slope()));
    }
    return classes;
  }

  private static @Nullable Double number(Estimate estimate) {
    return estimate instanceof Estimate.Value value ? value.value() : null;
  }

  private static List<MetricsFile.CalibrationBin> bins(LabelledSet set, Scores scores) {
    List<MetricsFile.CalibrationBin> bins = new ArrayList<>();
    for (CalibrationBin bin : CalibrationBin.of(set, scores)) {
      if (bin.accuracy() != null && bin.confidence() != null) {
        bins.add(
            new MetricsFile.CalibrationBin(
                bin.lower(), bin.upper(), bin.images(), bin.accuracy(), bin.confidence()));
      }
    }
    return bins;
  }
}
