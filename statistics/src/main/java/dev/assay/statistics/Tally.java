package dev.assay.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The sums of one model over one weighted test set, from which every metric follows. The rows are
 * looked at once, in the constructor of {@link Rows}: a weighting afterwards costs one addition per
 * distinct (unit, true class, predicted class), never a pass over probabilities.
 *
 * <p>Weights are whole numbers, so confusion counts and AUROC are exact whatever the order.
 */
final class Tally {
  private final Rows rows;
  private final double[] cells;
  private final double[] truth;
  private final double[] predicted;
  private final double[] auroc;
  private final boolean[] aurocKnown;
  private int[] weights = {};
  private double total;
  private double hits;

  Tally(Rows rows) {
    int classes = rows.set.classCount();
    this.rows = rows;
    cells = new double[classes * classes];
    truth = new double[classes];
    predicted = new double[classes];
    auroc = new double[classes];
    aurocKnown = new boolean[classes];
  }

  /** Every row once: the point. */
  static Tally ofAll(LabelledSet set, Scores scores) {
    Units units = set.groups();
    Tally tally = new Tally(new Rows(set, scores, units, true));
    int[] ones = new int[units.count()];
    Arrays.fill(ones, 1);
    tally.weigh(ones);
    return tally;
  }

  /**
   * @param unitWeights how often each unit counts; not copied, so not to be changed before the next
   *     weighing
   */
  void weigh(int[] unitWeights) {
    weights = unitWeights;
    Arrays.fill(cells, 0);
    for (int i = 0; i < rows.cell.length; i++) {
      cells[rows.cell[i]] += (double) unitWeights[rows.unit[i]] * rows.count[i];
    }
    int classes = classes();
    Arrays.fill(truth, 0);
    Arrays.fill(predicted, 0);
    hits = 0;
    total = 0;
    for (int t = 0; t < classes; t++) {
      for (int p = 0; p < classes; p++) {
        double count = cells[t * classes + p];
        truth[t] += count;
        predicted[p] += count;
      }
      hits += cells[t * classes + t];
      total += truth[t];
    }
    Arrays.fill(aurocKnown, false);
  }

  int classes() {
    return truth.length;
  }

  LabelledSet set() {
    return rows.set;
  }

  double total() {
    return total;
  }

  double hits() {
    return hits;
  }

  double cell(int t, int p) {
    return cells[t * classes() + p];
  }

  double truth(int c) {
    return truth[c];
  }

  double predicted(int c) {
    return predicted[c];
  }

  boolean everyClassOccurs() {
    for (double count : truth) {
      if (count == 0) {
        return false;
      }
    }
    return true;
  }

  List<String> absentClasses() {
    List<String> absent = new ArrayList<>();
    for (int c = 0; c < classes(); c++) {
      if (truth[c] == 0) {
        absent.add(rows.set.classes().get(c));
      }
    }
    return absent;
  }

  List<String> neverPredicted() {
    List<String> never = new ArrayList<>();
    for (int c = 0; c < classes(); c++) {
      if (predicted[c] == 0) {
        never.add(rows.set.classes().get(c));
      }
    }
    return never;
  }

  /** TP / (TP + FP); 0 for a class that is never predicted. */
  double precision(int c) {
    return ratio(cell(c, c), predicted[c]);
  }

  /** TP / (TP + FN); 0 for a class that does not occur. */
  double recall(int c) {
    return ratio(cell(c, c), truth[c]);
  }

  /** 2 TP / (2 TP + FP + FN); 0 for a class that neither occurs nor is predicted. */
  double f1(int c) {
    return ratio(2 * cell(c, c), truth[c] + predicted[c]);
  }

  /** TN / (TN + FP), one against the rest; NaN when every row is of this class. */
  double specificity(int c) {
    double negatives = total - truth[c];
    return negatives == 0 ? Double.NaN : (negatives - predicted[c] + cell(c, c)) / negatives;
  }

  private static double ratio(double numerator, double denominator) {
    return denominator == 0 ? 0 : numerator / denominator;
  }

  /** One against the rest; NaN when the class or the rest is absent. */
  double auroc(int c) {
    if (!aurocKnown[c]) {
      auroc[c] = rows.ranking(c).auroc(weights);
      aurocKnown[c] = true;
    }
    return auroc[c];
  }

  double meanLogLoss() {
    return weightedSum(rows.logLoss) / total;
  }

  double meanBrier() {
    return weightedSum(rows.brier) / total;
  }

  private double weightedSum(double[] ofUnit) {
    double sum = 0;
    for (int u = 0; u < ofUnit.length; u++) {
      sum += weights[u] * ofUnit[u];
    }
    return sum;
  }

  /** What stays the same under every weighting; shared between threads. */
  static final class Rows {
    /**
     * Probabilities are kept this far from 0 and 1 before the logarithm, as scikit-learn 1.2 does:
     * the distance from 1 to the next double.
     */
    static final double EPSILON = Math.ulp(1.0);

    private final LabelledSet set;
    private final int[] unit;
    private final int[] cell;
    private final int[] count;
    private final double[] logLoss;
    private final double[] brier;
    private final Ranking[] rankings;

    /**
     * @param ranked whether areas under the curve will be asked for; sorting is skipped if not
     */
    Rows(LabelledSet set, Scores scores, Units units, boolean ranked) {
      scores.mustFit(set);
      this.set = set;
      int classes = set.classCount();
      logLoss = new double[units.count()];
      brier = new double[units.count()];
      Map<Long, Integer> counts = new TreeMap<>();
      long cellsPerUnit = (long) classes * classes;
      for (int row = 0; row < set.rows(); row++) {
        int t = set.truth(row);
        long key = units.of(row) * cellsPerUnit + t * classes + scores.predicted(row);
        counts.merge(key, 1, Integer::sum);
        logLoss[units.of(row)] += logLoss(scores, row, t);
        brier[units.of(row)] += brier(scores, row, t);
      }
      unit = counts.keySet().stream().mapToInt(k -> (int) (k / cellsPerUnit)).toArray();
      cell = counts.keySet().stream().mapToInt(k -> (int) (k % cellsPerUnit)).toArray();
      count = counts.values().stream().mapToInt(Integer::intValue).toArray();
      // With two classes the curve of the one is the curve of the other, seen from behind.
      rankings = new Ranking[!ranked ? 0 : classes == 2 ? 1 : classes];
      for (int c = 0; c < rankings.length; c++) {
        int positive = classes == 2 ? set.positive().orElse(1) : c;
        rankings[c] = new Ranking(set, scores, units, positive);
      }
    }

    private Ranking ranking(int c) {
      return rankings[rankings.length == 1 ? 0 : c];
    }

    private static double logLoss(Scores scores, int row, int truth) {
      double sum = 0;
      for (int c = 0; c < scores.classCount(); c++) {
        sum += clip(scores.probability(row, c));
      }
      return -Math.log(clip(scores.probability(row, truth)) / sum);
    }

    private static double clip(double p) {
      return Math.min(1 - EPSILON, Math.max(EPSILON, p));
    }

    private static double brier(Scores scores, int row, int truth) {
      double sum = 0;
      for (int c = 0; c < scores.classCount(); c++) {
        double error = scores.probability(row, c) - (c == truth ? 1 : 0);
        sum += error * error;
      }
      return sum;
    }
  }
}
