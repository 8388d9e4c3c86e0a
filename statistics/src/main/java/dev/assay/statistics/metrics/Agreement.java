// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

/** How far truth and decisions agree beyond chance. */
final class Agreement {
  private Agreement() {}

  /** Whether all decisions or all truths are one class. */
  static boolean isConstant(Tally t) {
    return mccVariance(t) == 0;
  }

  /** 0 when all decisions or all truths are one class. */
  static double mcc(Tally t) {
    double variance = mccVariance(t);
    if (variance == 0) {
      return 0;
    }
    double covariance = t.hits() * t.total();
    for (int c = 0; c < t.classes(); c++) {
      covariance -= t.truth(c) * t.predicted(c);
    }
    return covariance / Math.sqrt(variance);
  }

  private static double mccVariance(Tally t) {
    double ofTruth = t.total() * t.total();
    double ofDecisions = ofTruth;
    for (int c = 0; c < t.classes(); c++) {
      ofTruth -= t.truth(c) * t.truth(c);
      ofDecisions -= t.predicted(c) * t.predicted(c);
    }
    return ofTruth * ofDecisions;
  }

  /** How bad it is to decide one class for another; 0 for the same. */
  interface Disagreement {
    double weight(int truth, int decision);
  }

  /** NaN when truth and decisions are all one class. */
  static double kappa(Tally t, Disagreement disagreement) {
    double observed = 0;
    double chance = 0;
    for (int i = 0; i < t.classes(); i++) {
      for (int j = 0; j < t.classes(); j++) {
        double weight = disagreement.weight(i, j);
        observed += weight * t.entry(i, j);
        chance += weight * t.truth(i) * t.predicted(j) / t.total();
      }
    }
    return chance == 0 ? Double.NaN : 1 - observed / chance;
  }
}
