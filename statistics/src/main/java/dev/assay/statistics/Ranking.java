package dev.assay.statistics;

/**
 * One class against the rest, sorted by score once; the area under the ROC curve of any resample is
 * then one pass over the sorted rows with their weights.
 *
 * <p>AUROC = P(score of a positive > score of a negative) + P(equal)/2, the Mann-Whitney statistic:
 * J. A. Hanley and B. J. McNeil, Radiology 143 (1982) 29-36. The counts are summed as integers, so
 * the order of the rows and of the additions is without influence.
 */
final class Ranking {
  private static final int LAST_OF_TIE = 1;
  private static final int POSITIVE = 2;

  /** Rows in ascending order of score: unit << 2 | positive << 1 | last of its tie. */
  private final int[] entries;

  Ranking(SortedScores rows) {
    entries = new int[rows.rows()];
    for (int i = 0; i < entries.length; i++) {
      entries[i] =
          rows.unit(i) << 2
              | (rows.positive(i) ? POSITIVE : 0)
              | (rows.lastOfTie(i) ? LAST_OF_TIE : 0);
    }
  }

  /**
   * @param weights how often each unit was drawn
   * @return in [0, 1]; NaN when the weighted rows hold no positive or no negative
   */
  double auroc(int[] weights) {
    long twice = 0;
    long positives = 0;
    long negatives = 0;
    long tiedPositives = 0;
    long tiedNegatives = 0;
    for (int entry : entries) {
      int weight = weights[entry >>> 2];
      // all ones for a positive, all zeros else: a branch here would be mispredicted half the time
      int positive = -(entry >>> 1 & 1);
      tiedPositives += weight & positive;
      tiedNegatives += weight & ~positive;
      if ((entry & LAST_OF_TIE) != 0) {
        twice += tiedPositives * (2 * negatives + tiedNegatives);
        positives += tiedPositives;
        negatives += tiedNegatives;
        tiedPositives = 0;
        tiedNegatives = 0;
      }
    }
    return positives == 0 || negatives == 0
        ? Double.NaN
        : twice / (2.0 * ((double) positives * negatives));
  }

  /**
   * Sum over the distinct scores, from the highest, of the step in recall times the precision: what
   * scikit-learn calls average precision. Nothing is interpolated: J. Davis and M. Goadrich, ICML
   * 2006.
   *
   * @return in [0, 1]; NaN when the weighted rows hold no positive
   */
  double averagePrecision(int[] weights) {
    long positives = 0;
    long drawn = 0;
    long tiedPositives = 0;
    long tied = 0;
    double sum = 0;
    for (int i = entries.length - 1; i >= 0; i--) {
      if ((entries[i] & LAST_OF_TIE) != 0 && tied > 0) {
        positives += tiedPositives;
        drawn += tied;
        sum += tiedPositives * ((double) positives / drawn);
        tiedPositives = 0;
        tied = 0;
      }
      int weight = weights[entries[i] >>> 2];
      tied += weight;
      tiedPositives += weight & -(entries[i] >>> 1 & 1);
    }
    if (tied > 0) {
      positives += tiedPositives;
      drawn += tied;
      sum += tiedPositives * ((double) positives / drawn);
    }
    return positives == 0 ? Double.NaN : sum / positives;
  }

  /** The same of the other class of two, whose scores are in the opposite order. */
  double averagePrecisionOfRest(int[] weights) {
    long positives = 0;
    long drawn = 0;
    long tiedPositives = 0;
    long tied = 0;
    double sum = 0;
    for (int entry : entries) {
      int weight = weights[entry >>> 2];
      tied += weight;
      tiedPositives += weight & ~-(entry >>> 1 & 1);
      if ((entry & LAST_OF_TIE) != 0 && tied > 0) {
        positives += tiedPositives;
        drawn += tied;
        sum += tiedPositives * ((double) positives / drawn);
        tiedPositives = 0;
        tied = 0;
      }
    }
    return positives == 0 ? Double.NaN : sum / positives;
  }
}
