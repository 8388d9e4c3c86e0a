// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.Tally;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Test sets of two classes on which correlated models are scored. Every patient is of one class;
 * the score of an image is normal, with the mean mu for the ill, and in patients of several images
 * half of its variance is the patient's. A share of the variance is common to all models.
 *
 * @param images in all
 * @param size images of each patient
 * @param prevalence of the ill
 * @param common share of the variance that models have in common
 * @param models area under the curve and threshold of each
 */
record LatentModels(int images, int size, double prevalence, double common, List<Model> models) {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  private static final double OF_PATIENT = 0.5;
  private static final double SCALE = 1e15;

  /** The positive class is the second. */
  static final List<String> CLASSES = List.of("well", "ill");

  LatentModels {
    models = List.copyOf(models);
  }

  /**
   * @param area under the curve, the truth
   * @param threshold of its decisions
   */
  record Model(double area, double threshold) {
    double mu() {
      return mu(area);
    }

    static double mu(double area) {
      return Math.sqrt(2) * NORMAL.inverseCumulativeProbability(area);
    }
  }

  /** The set and the models of one draw. */
  record Drawn(LabelledSet set, List<ComparedCell> cells) {}

  Drawn draw(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int patients = images / size;
    int rows = patients * size;
    int[] truth = new int[rows];
    List<String> groups = new ArrayList<>(rows);
    for (int row = 0; row < rows; row++) {
      truth[row] = row % size == 0 ? random.nextDouble() < prevalence ? 1 : 0 : truth[row - 1];
      groups.add(Integer.toString(100_000 + row / size));
    }
    double ofPatient = size > 1 ? OF_PATIENT : 0;
    double[] commonOfPatient = normal(random, patients);
    double[] commonOfImage = normal(random, rows);
    LabelledSet set = new LabelledSet(CLASSES, "ill", truth, groups);
    List<ComparedCell> cells = new ArrayList<>();
    for (int m = 0; m < models.size(); m++) {
      double[] own = normal(random, patients);
      double[] noise = normal(random, rows);
      Model model = models.get(m);
      double[][] probabilities = new double[rows][2];
      for (int row = 0; row < rows; row++) {
        double u =
            Math.sqrt(common) * commonOfPatient[row / size]
                + Math.sqrt(1 - common) * own[row / size];
        double e = Math.sqrt(common) * commonOfImage[row] + Math.sqrt(1 - common) * noise[row];
        double score =
            model.mu() * truth[row] + Math.sqrt(ofPatient) * u + Math.sqrt(1 - ofPatient) * e;
        double p = 1 / (1 + Math.exp(model.threshold() - score));
        probabilities[row][0] = 1 - p;
        probabilities[row][1] = p;
      }
      cells.add(ComparedCell.ofOne("m" + m, Scores.ofProbabilities(probabilities)));
    }
    return new Drawn(set, cells);
  }

  private static double[] normal(SplittableRandom random, int count) {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = random.nextGaussian();
    }
    return values;
  }

  /** The metric of a model in the population. */
  static double truth(Metric metric, double prevalence, Model model) {
    if (metric == Metric.AUROC) {
      return model.area();
    }
    if (metric == Metric.AVERAGE_PRECISION_POSITIVE) {
      return averagePrecision(prevalence, model.mu());
    }
    double hit = NORMAL.survivalProbability(model.threshold() - model.mu());
    double rejected = NORMAL.cumulativeProbability(model.threshold());
    Tally tally = new Tally(CLASSES, OptionalInt.of(1));
    tally.load(
        new long[] {
          Math.round(SCALE * (1 - prevalence) * rejected),
          Math.round(SCALE * (1 - prevalence) * (1 - rejected)),
          Math.round(SCALE * prevalence * (1 - hit)),
          Math.round(SCALE * prevalence * hit)
        });
    return metric.raw(tally);
  }

  /** The precision at the scores of the ill, by Simpson's rule. */
  private static double averagePrecision(double prevalence, double mu) {
    int steps = 4000;
    double from = mu - 9;
    double width = 18.0 / steps;
    double sum = 0;
    for (int i = 0; i <= steps; i++) {
      double s = from + i * width;
      double found = prevalence * NORMAL.survivalProbability(s - mu);
      double false_ = (1 - prevalence) * NORMAL.survivalProbability(s);
      double simpson = i == 0 || i == steps ? 1 : i % 2 == 1 ? 4 : 2;
      sum += simpson * found / (found + false_) * NORMAL.density(s - mu);
    }
    return sum * width / 3;
  }

  /**
   * The model that is worse than this by a difference in the metric: by its threshold if the metric
   * is a share of one class, else by its area.
   *
   * @return null if no area above 1/2 is so much worse
   */
  static Model worse(Metric metric, double prevalence, Model than, double by) {
    double target = truth(metric, prevalence, than) - by;
    if (metric == Metric.RECALL_BINARY) {
      return target <= 0
          ? null
          : new Model(than.area(), than.mu() + NORMAL.inverseSurvivalProbability(target));
    }
    if (metric == Metric.SPECIFICITY_BINARY) {
      return target <= 0
          ? null
          : new Model(than.area(), NORMAL.inverseCumulativeProbability(target));
    }
    double low = 0.5;
    double high = than.area();
    if (truth(metric, prevalence, new Model(low, than.threshold())) > target) {
      return null;
    }
    for (int i = 0; i < 60; i++) {
      double middle = (low + high) / 2;
      if (truth(metric, prevalence, new Model(middle, than.threshold())) > target) {
        high = middle;
      } else {
        low = middle;
      }
    }
    return new Model((low + high) / 2, than.threshold());
  }
}
