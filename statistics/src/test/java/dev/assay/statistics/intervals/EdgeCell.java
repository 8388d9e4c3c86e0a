// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.TestSets;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.Tally;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * One design of the tables of {@link EdgeCoverage}: test sets can be drawn from it, and the true
 * values of the metrics are known.
 */
interface EdgeCell {
  /** Metrics that follow from decisions or ranks, and are not equal to another one. */
  List<Metric> METRICS =
      Arrays.stream(Metric.values())
          .filter(metric -> metric.ofDecisions() || metric.ranked())
          .filter(
              metric ->
                  switch (metric) {
                    case RECALL_WEIGHTED,
                        RECALL_MACRO,
                        PRECISION_MICRO,
                        RECALL_MICRO,
                        F1_MICRO,
                        AUROC_OVR_MACRO ->
                        false;
                    default -> true;
                  })
          .toList();

  /** A test set with the scores of each seed. */
  record Drawn(LabelledSet set, List<Scores> seeds) {}

  Drawn draw(SplittableRandom random);

  /** The true values; of a mean over seeds, their expectation. */
  Map<Metric, Double> truth();

  /** For a row of a table. */
  List<String> columns();

  NormalDistribution NORMAL = NormalDistribution.of(0, 1);
  List<String> BINARY = List.of("no", "yes");

  private static double[] row(double score) {
    double p = 1 / (1 + Math.exp(-score));
    return new double[] {1 - p, p};
  }

  private static List<String> groups(int images, int groupSize) {
    List<String> groups = new ArrayList<>();
    for (int i = 0; i < images; i++) {
      groups.add(TestSets.group(i / groupSize));
    }
    return groups;
  }

  /** Of normal scores with distance mu, of a model with this sensitivity and specificity. */
  private static Map<Metric, Double> binaryTruth(
      double prevalence, double sensitivity, double specificity, double mu) {
    Tally tally = new Tally(BINARY, OptionalInt.of(1));
    tally.load(
        new double[] {
          (1 - prevalence) * specificity,
          (1 - prevalence) * (1 - specificity),
          prevalence * (1 - sensitivity),
          prevalence * sensitivity
        });
    Map<Metric, Double> truth = new EnumMap<>(Metric.class);
    for (Metric metric : METRICS) {
      if (metric.ofDecisions()) {
        truth.put(metric, metric.raw(tally));
      }
    }
    double area = NORMAL.cumulativeProbability(mu / Math.sqrt(2));
    truth.put(Metric.AUROC, area);
    truth.put(Metric.AUROC_OVR_WEIGHTED, area);
    double ofPositive = averagePrecision(prevalence, mu);
    truth.put(Metric.AVERAGE_PRECISION_POSITIVE, ofPositive);
    truth.put(
        Metric.AVERAGE_PRECISION_MACRO, (ofPositive + averagePrecision(1 - prevalence, mu)) / 2);
    return truth;
  }

  /** Integral of the precision over the scores of positives. */
  private static double averagePrecision(double prevalence, double mu) {
    double sum = 0;
    double weight = 0;
    for (double s = mu - 8; s < mu + 8; s += 0.002) {
      double recall = NORMAL.survivalProbability(s - mu);
      double density = NORMAL.density(s - mu);
      double rest = NORMAL.survivalProbability(s);
      sum += density * prevalence * recall / (prevalence * recall + (1 - prevalence) * rest);
      weight += density;
    }
    return sum / weight;
  }

  /**
   * Two classes, normal scores, patients of one class each.
   *
   * @param size images of each patient
   * @param high whether the threshold is high (few positive decisions) or half way
   * @param correlation of the scores of a patient
   */
  record Binary(
      int images, double prevalence, int size, double area, boolean high, double correlation)
      implements EdgeCell {
    double mu() {
      return Math.sqrt(2) * NORMAL.inverseCumulativeProbability(area);
    }

    double threshold() {
      return high ? 1.6 : mu() / 2;
    }

    @Override
    public Drawn draw(SplittableRandom random) {
      int patients = images / size;
      int rows = patients * size;
      int[] truth = new int[rows];
      double[][] scores = new double[rows][];
      double shared = size == 1 ? 0 : correlation;
      for (int patient = 0; patient < patients; patient++) {
        int label = random.nextDouble() < prevalence ? 1 : 0;
        double ofPatient = Math.sqrt(shared) * random.nextGaussian();
        for (int i = patient * size; i < (patient + 1) * size; i++) {
          truth[i] = label;
          double own = Math.sqrt(1 - shared) * random.nextGaussian();
          scores[i] = row(mu() * label + ofPatient + own - threshold());
        }
      }
      return new Drawn(
          new LabelledSet(BINARY, "yes", truth, groups(rows, size)),
          List.of(Scores.ofProbabilities(scores)));
    }

    @Override
    public Map<Metric, Double> truth() {
      return binaryTruth(
          prevalence,
          NORMAL.survivalProbability(threshold() - mu()),
          NORMAL.cumulativeProbability(threshold()),
          mu());
    }

    @Override
    public List<String> columns() {
      return List.of(
          Integer.toString(images),
          String.format(Locale.ROOT, "%.2f", prevalence),
          Integer.toString(size),
          String.format(Locale.ROOT, "%.2f", area),
          high ? "high" : "middle");
    }
  }

  /**
   * Several classes, one normal score for each; the score of the true class is higher by a
   * distance.
   */
  record Several(int images, List<Double> shares, int size, double distance) implements EdgeCell {
    private static final int LARGE = 200_000;

    @Override
    public Drawn draw(SplittableRandom random) {
      return draw(random, images / size);
    }

    private Drawn draw(SplittableRandom random, int patients) {
      int classes = shares.size();
      int rows = patients * size;
      double shared = size == 1 ? 0 : 0.5;
      int[] truth = new int[rows];
      double[][] scores = new double[rows][classes];
      for (int patient = 0; patient < patients; patient++) {
        int label = 0;
        for (double u = random.nextDouble(); label < classes - 1 && u >= shares.get(label); ) {
          u -= shares.get(label++);
        }
        double[] ofPatient = new double[classes];
        Arrays.setAll(ofPatient, c -> Math.sqrt(shared) * random.nextGaussian());
        for (int i = patient * size; i < (patient + 1) * size; i++) {
          truth[i] = label;
          double sum = 0;
          for (int c = 0; c < classes; c++) {
            double own = Math.sqrt(1 - shared) * random.nextGaussian();
            scores[i][c] = Math.exp((c == label ? distance : 0) + ofPatient[c] + own);
            sum += scores[i][c];
          }
          for (int c = 0; c < classes; c++) {
            scores[i][c] /= sum;
          }
        }
      }
      List<String> names = new ArrayList<>();
      for (int c = 0; c < classes; c++) {
        names.add("c" + c);
      }
      return new Drawn(
          new LabelledSet(names, null, truth, groups(rows, size)),
          List.of(Scores.ofProbabilities(scores)));
    }

    /** Of a very large set of independent images. */
    @Override
    public Map<Metric, Double> truth() {
      return TRUTHS.computeIfAbsent(
          new Several(LARGE, shares, 1, distance), Several::valuesOfOneSet);
    }

    private Map<Metric, Double> valuesOfOneSet() {
      Drawn large = draw(new SplittableRandom(99));
      Tally tally = Tally.ofAll(large.set(), large.seeds().getFirst());
      Map<Metric, Double> truth = new EnumMap<>(Metric.class);
      for (Metric metric : METRICS) {
        if (!metric.needsPositiveClass()) {
          truth.put(metric, metric.raw(tally));
        }
      }
      return truth;
    }

    @Override
    public List<String> columns() {
      double rarest = shares.stream().mapToDouble(share -> share).min().orElseThrow();
      return List.of(
          Integer.toString(images),
          Integer.toString(shares.size()),
          String.format(Locale.ROOT, "%.2f", rarest),
          Integer.toString(size),
          String.format(Locale.ROOT, "%.1f", distance));
    }
  }

  /**
   * Two classes and several training seeds: the distance of the scores differs between seeds, and
   * seven tenths of the variance of an image's scores are the image's.
   *
   * @param sd of balanced accuracy over seeds
   */
  record Seeded(int images, double prevalence, double area, double sd, int seeds)
      implements EdgeCell {
    private static final double OF_IMAGE = 0.7;
    private static final int STEPS = 2000;

    private double mu() {
      return Math.sqrt(2) * NORMAL.inverseCumulativeProbability(area);
    }

    private double threshold() {
      return mu() / 2;
    }

    /** Standard deviation of the distance that gives the one of balanced accuracy. */
    private double spread() {
      double low = 0;
      double high = 3;
      for (int i = 0; i < 30; i++) {
        double middle = (low + high) / 2;
        double[] moments =
            moments(
                middle,
                d ->
                    (NORMAL.survivalProbability(threshold() - mu() - d)
                            + NORMAL.cumulativeProbability(threshold()))
                        / 2);
        if (moments[1] < sd) {
          low = middle;
        } else {
          high = middle;
        }
      }
      return (low + high) / 2;
    }

    /** Mean and standard deviation over normal distances. */
    private static double[] moments(double spread, DoubleUnaryOperator of) {
      double sum = 0;
      double squares = 0;
      for (int i = 0; i < STEPS; i++) {
        double value =
            of.applyAsDouble(spread * NORMAL.inverseCumulativeProbability((i + 0.5) / STEPS));
        sum += value / STEPS;
        squares += value * value / STEPS;
      }
      return new double[] {sum, Math.sqrt(Math.max(0, squares - sum * sum))};
    }

    @Override
    public Drawn draw(SplittableRandom random) {
      return drawWith(random, SPREADS.computeIfAbsent(this, Seeded::spread));
    }

    private Drawn drawWith(SplittableRandom random, double spread) {
      int[] truth = new int[images];
      double[] ofImage = new double[images];
      for (int i = 0; i < images; i++) {
        truth[i] = random.nextDouble() < prevalence ? 1 : 0;
        ofImage[i] = Math.sqrt(OF_IMAGE) * random.nextGaussian();
      }
      List<Scores> all = new ArrayList<>();
      for (int s = 0; s < seeds; s++) {
        double distance = mu() + spread * random.nextGaussian();
        double[][] scores = new double[images][];
        for (int i = 0; i < images; i++) {
          double own = Math.sqrt(1 - OF_IMAGE) * random.nextGaussian();
          scores[i] = row(distance * truth[i] + ofImage[i] + own - threshold());
        }
        all.add(Scores.ofProbabilities(scores));
      }
      return new Drawn(new LabelledSet(BINARY, "yes", truth, groups(images, 1)), all);
    }

    @Override
    public Map<Metric, Double> truth() {
      double spread = SPREADS.computeIfAbsent(this, Seeded::spread);
      int steps = 200;
      Map<Metric, Double> truth = new EnumMap<>(Metric.class);
      for (int i = 0; i < steps; i++) {
        double mu = mu() + spread * NORMAL.inverseCumulativeProbability((i + 0.5) / steps);
        binaryTruth(
                prevalence,
                NORMAL.survivalProbability(threshold() - mu),
                NORMAL.cumulativeProbability(threshold()),
                mu)
            .forEach((metric, value) -> truth.merge(metric, value / steps, Double::sum));
      }
      return truth;
    }

    @Override
    public List<String> columns() {
      return List.of(
          Integer.toString(images),
          String.format(Locale.ROOT, "%.2f", prevalence),
          String.format(Locale.ROOT, "%.2f", area),
          String.format(Locale.ROOT, "%.2f", sd),
          Integer.toString(seeds));
    }
  }

  /** Found once for each design. */
  Map<Seeded, Double> SPREADS = new ConcurrentHashMap<>();

  /** Likewise. */
  Map<Several, Map<Metric, Double>> TRUTHS = new ConcurrentHashMap<>();
}
