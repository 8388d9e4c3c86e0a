// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.intervals.DesignEffect;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Assumptions from a pilot for a difference that the pilot need not have shown: its prevalence, its
 * images per patient, how alike its images of a patient and its two models are. The first model is
 * assumed to be as good as the second, plus the difference. Of several seeds the first is used.
 */
public final class PilotEstimates {
  private static final double NEAR = 1e-3;
  private static final int BISECTIONS = 60;

  private final LabelledSet set;
  private final Metric metric;
  private final Scores first;
  private final Scores second;

  /** Classes that are planned with: of a share of all images there is one. */
  private final boolean twoClasses;

  private PilotEstimates(LabelledSet set, List<ComparedCell> cells, Metric metric) {
    this.set = set;
    this.metric = metric;
    first = cells.get(0).seeds().firstEntry().getValue();
    second = cells.get(1).seeds().firstEntry().getValue();
    twoClasses = set.positive().isPresent();
  }

  /**
   * @param cells the two models
   * @param difference assumed, first minus second, in units of the metric
   * @throws IllegalArgumentException if the pilot is of more classes and the metric no share of all
   *     images, if a class is missing, or if no model is so much better or worse
   */
  public static AssumedPopulation of(
      LabelledSet set, List<ComparedCell> cells, Metric metric, double difference) {
    if (cells.size() != 2) {
      throw new IllegalArgumentException(
          "an assumed difference needs a pilot of two models, not " + cells.size());
    }
    PilotEstimates pilot = new PilotEstimates(set, cells, metric);
    if (!pilot.twoClasses && !metric.shareOfImages()) {
      throw new IllegalArgumentException(
          "an assumed difference in "
              + metric.key()
              + " needs a pilot of two classes, one of them positive; without it, what the pilot"
              + " shows is planned for");
    }
    return pilot.population(difference);
  }

  private AssumedPopulation population(double difference) {
    double prevalence = twoClasses ? shareOfPatients(row -> positive(row)) : 0.5;
    AssumedModel reference = reference();
    AssumedModel better = shifted(reference, difference, prevalence);
    double perPatient = (double) set.rows() / set.groups().count();
    double within = perPatient > 1 ? Math.clamp(withinPatients(), 0, 0.99) : 0;
    double size = new Design(prevalence, perPatient, 0).size();
    // patients of different sizes have a larger design effect than the mean of their sizes
    double unequal = perPatient > 1 ? (unitSize() - 1) / Math.max(1e-9, size - 1) : 1;
    Design design = new Design(prevalence, perPatient, Math.min(0.99, within * unequal));
    double alike = Math.clamp(ofModels(), 0, 0.99);
    return new AssumedPopulation(
        metric.ranked(), design, better, reference, Math.min(alike, most(better, reference)));
  }

  private boolean positive(int row) {
    return set.truth(row) == set.positive().orElse(-1);
  }

  private double shareOfPatients(IntPredicate has) {
    Set<Integer> with = new HashSet<>();
    IntStream.range(0, set.rows()).filter(has).forEach(row -> with.add(set.groups().of(row)));
    double share = (double) with.size() / set.groups().count();
    if (!(share > 0 && share < 1)) {
      throw new IllegalArgumentException(
          "in the pilot "
              + (share == 0 ? "no patient is" : "all patients are")
              + " positive: name the assumptions instead");
    }
    return share;
  }

  private double unitSize() {
    int[] sizes = new int[set.groups().count()];
    for (int row = 0; row < set.rows(); row++) {
      sizes[set.groups().of(row)]++;
    }
    return Arrays.stream(sizes).mapToDouble(m -> (double) m * m).sum() / set.rows();
  }

  /** Never 0 or 1: a model that made no error in a pilot will make some. */
  private double right(Scores scores, IntPredicate of) {
    int[] rows = IntStream.range(0, set.rows()).filter(of).toArray();
    long hits = Arrays.stream(rows).filter(row -> right(scores, row)).count();
    return (hits + 0.5) / (rows.length + 1.0);
  }

  private boolean right(Scores scores, int row) {
    return scores.predicted(row) == set.truth(row);
  }

  private AssumedModel reference() {
    if (metric == Metric.AUROC || metric == Metric.AVERAGE_PRECISION_POSITIVE) {
      double area = Metric.AUROC.of(set, second).number().orElse(0.5);
      return AssumedModel.ofArea(Math.clamp(area, 0.5 + NEAR, 1 - NEAR));
    }
    if (!twoClasses) {
      double share = right(second, row -> true);
      return AssumedModel.deciding(share, share);
    }
    return AssumedModel.deciding(
        right(second, this::positive), right(second, row -> !positive(row)));
  }

  /** Better by as much as gives the difference, on the normal scale, in both classes. */
  private AssumedModel shifted(AssumedModel of, double difference, double prevalence) {
    if (difference == 0) {
      return of;
    }
    double target = of.value(metric, prevalence) + difference;
    double low = -4;
    double high = 4;
    for (int i = 0; i < BISECTIONS; i++) {
      double middle = (low + high) / 2;
      if (better(of, middle).value(metric, prevalence) < target) {
        low = middle;
      } else {
        high = middle;
      }
    }
    AssumedModel found = better(of, (low + high) / 2);
    double got = found.value(metric, prevalence) - of.value(metric, prevalence);
    if (!(Math.abs(got - difference) < 1e-3)) {
      throw new IllegalArgumentException(
          "a difference of "
              + Text.number(difference)
              + " is not possible: the second model has "
              + Text.number(of.value(metric, prevalence))
              + " in the pilot");
    }
    return found;
  }

  private AssumedModel better(AssumedModel of, double by) {
    if (metric.ranked()) {
      return AssumedModel.ofArea(Math.clamp(moved(of.area(), by), 0.5 + 1e-6, 1 - 1e-6));
    }
    return AssumedModel.deciding(moved(of.sensitivity(), by), moved(of.specificity(), by));
  }

  private static double moved(double share, double by) {
    return Math.clamp(
        NormalPairs.NORMAL.cumulativeProbability(
            NormalPairs.NORMAL.inverseCumulativeProbability(share) + by),
        1e-6,
        1 - 1e-6);
  }

  /** The largest that such models can have, of being decided rightly. */
  private double most(AssumedModel a, AssumedModel b) {
    if (metric.ranked()) {
      return 0.99;
    }
    return Math.min(most(a.sensitivity(), b.sensitivity()), most(a.specificity(), b.specificity()));
  }

  private static double most(double p, double q) {
    return Math.min(0.99, (Math.min(p, q) - p * q) / Math.sqrt(p * (1 - p) * q * (1 - q)) - 1e-6);
  }

  private double withinPatients() {
    Double a = DesignEffect.of(set.groups(), values(first)).correlation();
    Double b = DesignEffect.of(set.groups(), values(second)).correlation();
    return ((a == null ? 0 : a) + (b == null ? 0 : b)) / 2;
  }

  /** Of the two models on an image, within classes. */
  private double ofModels() {
    return correlation(values(first), values(second));
  }

  /** What is correlated, minus its mean in the class. */
  private double[] values(Scores scores) {
    double[] values = new double[set.rows()];
    if (metric.ranked()) {
      normalRanks(scores, values);
    } else {
      for (int row = 0; row < values.length; row++) {
        values[row] = right(scores, row) ? 1 : 0;
      }
    }
    for (int c = 0; c < set.classCount(); c++) {
      int of = c;
      int[] rows = IntStream.range(0, values.length).filter(r -> set.truth(r) == of).toArray();
      double mean = Arrays.stream(rows).mapToDouble(r -> values[r]).average().orElse(0);
      for (int row : rows) {
        values[row] -= mean;
      }
    }
    return values;
  }

  /** Scores become normal in each class, as they are assumed. */
  private void normalRanks(Scores scores, double[] values) {
    int positive = set.positive().orElse(1);
    for (int c = 0; c < set.classCount(); c++) {
      int of = c;
      List<Integer> rows =
          new ArrayList<>(
              IntStream.range(0, values.length).filter(r -> set.truth(r) == of).boxed().toList());
      rows.sort(Comparator.comparingDouble(r -> scores.probability(r, positive)));
      for (int from = 0; from < rows.size(); ) {
        double score = scores.probability(rows.get(from), positive);
        int to = from;
        while (to < rows.size() && scores.probability(rows.get(to), positive) == score) {
          to++;
        }
        double rank = ((from + to - 1) / 2.0 + 0.5) / rows.size();
        for (int i = from; i < to; i++) {
          values[rows.get(i)] = NormalPairs.NORMAL.inverseCumulativeProbability(rank);
        }
        from = to;
      }
    }
  }

  private static double correlation(double[] a, double[] b) {
    double ab = 0;
    double aa = 0;
    double bb = 0;
    for (int i = 0; i < a.length; i++) {
      ab += a[i] * b[i];
      aa += a[i] * a[i];
      bb += b[i] * b[i];
    }
    return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
  }
}
