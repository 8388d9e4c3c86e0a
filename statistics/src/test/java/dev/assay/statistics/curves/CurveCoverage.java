// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.curves;

import dev.assay.statistics.TestSets;
import dev.assay.statistics.curves.CurveBand.Point;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How often a whole band has the whole true curve in it, in test sets with normal scores whose
 * population is known; the same numbers on every machine.
 *
 * @param images in all
 * @param prevalence of the positives
 * @param size images of each patient, who is of one class
 * @param area under the ROC curve
 * @param seeds of training; with several, the distance of the classes has a standard deviation of
 *     .2 between them
 */
record CurveCoverage(int images, double prevalence, int size, double area, int seeds) {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final List<String> CLASSES = List.of("no", "yes");
  private static final double OF_PATIENT = 0.5;
  private static final double OF_SEEDS = 0.2;
  private static final double ROUNDING = 1e-9;
  static final double[] THRESHOLDS = DecisionCurve.thresholds(0.02, 0.6);
  private static final double[] PREVALENCES = DecisionCurve.thresholds(0.01, 0.99);

  /** In the order of the curves. */
  record Shares(
      double netBenefit,
      double overTreatingAll,
      double calibration,
      double positiveValue,
      double negativeValue,
      double none) {}

  private double mu() {
    return Math.sqrt(2) * NORMAL.inverseCumulativeProbability(area);
  }

  /** The probability that the model of a score gives: too sure of itself by a fifth. */
  private double probability(double score) {
    double logit = Math.log(prevalence / (1 - prevalence)) + mu() * score - mu() * mu() / 2;
    return 1 / (1 + Math.exp(-1.2 * logit));
  }

  private double score(double probability) {
    double logit = Math.log(probability / (1 - probability)) / 1.2;
    return (logit - Math.log(prevalence / (1 - prevalence)) + mu() * mu() / 2) / mu();
  }

  Shares of(int sets, int draws) {
    int[][] hits =
        IntStream.range(0, sets)
            .parallel()
            .mapToObj(number -> one(number, draws))
            .toArray(int[][]::new);
    double[] share = new double[5];
    int none = 0;
    for (int c = 0; c < 5; c++) {
      int given = 0;
      int covered = 0;
      for (int[] hit : hits) {
        given += hit[c] >= 0 ? 1 : 0;
        covered += Math.max(0, hit[c]);
      }
      share[c] = (double) covered / given;
      none = Math.max(none, sets - given);
    }
    return new Shares(share[0], share[1], share[2], share[3], share[4], (double) none / sets);
  }

  private int[] one(int number, int draws) {
    SplittableRandom random = new SplittableRandom(7_654_321L * number + 5);
    int patients = images / size;
    int rows = patients * size;
    int[] truth = new int[rows];
    double[] ofImage = new double[rows];
    List<String> groups = new ArrayList<>();
    for (int row = 0; row < rows; row++) {
      truth[row] = row % size > 0 ? truth[row - 1] : random.nextDouble() < prevalence ? 1 : 0;
      groups.add(TestSets.group(row / size));
    }
    double shared = size > 1 ? OF_PATIENT : 0;
    double ofPatient = 0;
    for (int row = 0; row < rows; row++) {
      ofPatient = row % size > 0 ? ofPatient : random.nextGaussian();
      ofImage[row] = Math.sqrt(shared) * ofPatient + Math.sqrt(1 - shared) * random.nextGaussian();
    }
    List<Scores> scores = new ArrayList<>();
    for (int s = 0; s < seeds; s++) {
      double distance = mu() + (seeds > 1 ? OF_SEEDS * random.nextGaussian() : 0);
      double[][] probabilities = new double[rows][];
      for (int row = 0; row < rows; row++) {
        double p = probability(distance * truth[row] + ofImage[row]);
        probabilities[row] = new double[] {1 - p, p};
      }
      scores.add(Scores.ofProbabilities(probabilities));
    }
    LabelledSet set = new LabelledSet(CLASSES, "yes", truth, groups);
    ResamplingPlan plan =
        new ResamplingPlan(draws, 0.95, ResamplingUnit.GROUP, number)
            .with(ResamplingPlan.Method.PER_METRIC);
    DecisionCurve decision = DecisionCurve.of(set, scores, plan, THRESHOLDS);
    PredictiveValueCurves values = PredictiveValueCurves.of(set, scores, plan, PREVALENCES);
    return new int[] {
      covers(decision.netBenefit(), this::netBenefit),
      covers(decision.overTreatingAll(), t -> netBenefit(t) - all(t)),
      covers(CalibrationCurve.of(set, scores, plan), this::calibration),
      covers(values.positive(), this::positiveValue),
      covers(values.negative(), this::negativeValue)
    };
  }

  private static int covers(CurveBand band, DoubleUnaryOperator truth) {
    if (band.points().isEmpty() || band.points().getFirst().lower() == null) {
      return -1;
    }
    for (Point point : band.points()) {
      double value = truth.applyAsDouble(point.x());
      if (point.lower() > value + ROUNDING || point.upper() < value - ROUNDING) {
        return 0;
      }
    }
    return 1;
  }

  private double sensitivity(double threshold) {
    double spread = seeds > 1 ? OF_SEEDS : 0;
    return NORMAL.survivalProbability((score(threshold) - mu()) / Math.sqrt(1 + spread * spread));
  }

  private double falseAlarms(double threshold) {
    return NORMAL.survivalProbability(score(threshold));
  }

  private double netBenefit(double t) {
    return prevalence * sensitivity(t) - (1 - prevalence) * falseAlarms(t) * t / (1 - t);
  }

  private double all(double t) {
    return prevalence - (1 - prevalence) * t / (1 - t);
  }

  /** Of one seed; with several, of a normal mixture of those. */
  private double calibration(double p) {
    if (p <= 0 || p >= 1) {
      return p;
    }
    double variance = 1 + (seeds > 1 ? OF_SEEDS * OF_SEEDS : 0);
    double positive =
        prevalence * NORMAL.density((score(p) - mu()) / Math.sqrt(variance)) / Math.sqrt(variance);
    double negative = (1 - prevalence) * NORMAL.density(score(p));
    return positive / (positive + negative);
  }

  private double positiveValue(double pi) {
    double right = pi * sensitivity(0.5);
    return right / (right + (1 - pi) * falseAlarms(0.5));
  }

  private double negativeValue(double pi) {
    double right = (1 - pi) * (1 - falseAlarms(0.5));
    return right / (right + pi * (1 - sensitivity(0.5)));
  }
}
