// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.TestSets;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.apache.commons.statistics.distribution.ContinuousDistribution;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * A population that test sets are drawn from, with the value a metric has in it.
 *
 * @param truth the metric in the population
 * @param groups number of groups in a set, as many as images if they are independent
 */
record Simulation(
    Metric metric, double truth, int images, double prevalence, int groups, Source source) {
  private static final List<String> BINARY = List.of("no", "yes");
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  interface Source {
    TestSets.Case draw(SplittableRandom random);
  }

  TestSets.Case draw(long seed) {
    return source.draw(new SplittableRandom(seed));
  }

  private static List<String> groups(int images, int groups) {
    List<String> names = new ArrayList<>();
    for (int row = 0; row < images; row++) {
      names.add(TestSets.group(row * groups / images));
    }
    return names;
  }

  private static double[] certain(int decision, int classes) {
    double[] row = new double[classes];
    row[decision] = 1;
    return row;
  }

  /**
   * Images decided rightly with this probability; within a group they are correlated, because each
   * group has its own probability from a beta distribution: correlation 1/(a + b + 1).
   */
  static Simulation accuracy(double accuracy, int images, int groups, double correlation) {
    return new Simulation(
        Metric.ACCURACY,
        accuracy,
        images,
        0.5,
        groups,
        random -> {
          double[] ofGroup = new double[groups];
          for (int g = 0; g < groups; g++) {
            ofGroup[g] =
                correlation == 0
                    ? accuracy
                    : draw(
                        BetaDistribution.of(
                            accuracy * (1 / correlation - 1),
                            (1 - accuracy) * (1 / correlation - 1)),
                        random);
          }
          int[] truth = new int[images];
          double[][] rows = new double[images][];
          for (int i = 0; i < images; i++) {
            truth[i] = random.nextInt(2);
            boolean right = random.nextDouble() < ofGroup[i * groups / images];
            rows[i] = certain(right ? truth[i] : 1 - truth[i], 2);
          }
          return set(BINARY, truth, groups(images, groups), rows);
        });
  }

  private static double draw(ContinuousDistribution distribution, SplittableRandom random) {
    return distribution.inverseCumulativeProbability(random.nextDouble());
  }

  private static TestSets.Case set(
      List<String> classes, int[] truth, List<String> groups, double[][] rows) {
    return new TestSets.Case(
        new LabelledSet(classes, null, truth, groups), Scores.ofProbabilities(rows));
  }

  /**
   * Four classes with the shares .4, .3, .2, .1; each image is decided rightly with this
   * probability, else to any other class alike. The truth is that of the expected confusion matrix.
   */
  static Simulation weightedF1(double accuracy, int images) {
    double[] shares = {0.4, 0.3, 0.2, 0.1};
    double f1 = 0;
    for (int c = 0; c < 4; c++) {
      double predicted = shares[c] * accuracy + (1 - shares[c]) * (1 - accuracy) / 3;
      f1 += shares[c] * 2 * shares[c] * accuracy / (shares[c] + predicted);
    }
    return new Simulation(
        Metric.F1_WEIGHTED,
        f1,
        images,
        0.1,
        images,
        random -> {
          int[] truth = new int[images];
          double[][] rows = new double[images][];
          for (int i = 0; i < images; i++) {
            double u = random.nextDouble();
            truth[i] = u < 0.4 ? 0 : u < 0.7 ? 1 : u < 0.9 ? 2 : 3;
            boolean right = random.nextDouble() < accuracy;
            rows[i] = certain(right ? truth[i] : (truth[i] + 1 + random.nextInt(3)) % 4, 4);
          }
          return set(List.of("a", "b", "c", "d"), truth, groups(images, images), rows);
        });
  }

  /**
   * Scores normal in either class, a share of their variance common to a group; the area is Phi(d /
   * sqrt 2).
   */
  static Simulation auroc(
      double area, int images, double prevalence, int groups, double correlation) {
    double distance = Math.sqrt(2) * NORMAL.inverseCumulativeProbability(area);
    return new Simulation(
        Metric.AUROC,
        area,
        images,
        prevalence,
        groups,
        random -> {
          double[] ofGroup = new double[groups];
          for (int g = 0; g < groups; g++) {
            ofGroup[g] = Math.sqrt(correlation) * draw(NORMAL, random);
          }
          int[] truth = new int[images];
          double[][] rows = new double[images][];
          for (int i = 0; i < images; i++) {
            truth[i] = random.nextDouble() < prevalence ? 1 : 0;
            double score =
                distance * truth[i]
                    + ofGroup[i * groups / images]
                    + Math.sqrt(1 - correlation) * draw(NORMAL, random);
            double p = 1 / (1 + Math.exp(-score));
            rows[i] = new double[] {1 - p, p};
          }
          return set(BINARY, truth, groups(images, groups), rows);
        });
  }
}
