// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import java.util.List;

/**
 * The interval of an average of areas on the same units: {@link Mover}, widened where the areas go
 * up and down together, as what each unit contributes to all of them says.
 */
final class AreaAverage {
  private AreaAverage() {}

  /**
   * @param weight of each term, above 0
   * @param terms whose influences are of the same seeds and units
   * @return not clipped to [0, 1] if there are several terms
   */
  static Binomial.Bounds bounds(double[] weight, List<AreaTerm> terms) {
    Binomial.Bounds bounds =
        Mover.ofSum(
            weight,
            terms.stream().mapToDouble(AreaTerm::point).toArray(),
            terms.stream().map(AreaTerm::bounds).toArray(Binomial.Bounds[]::new),
            correlated(weight, terms));
    return new Binomial.Bounds(bounds.lower() - optimism(weight, terms), bounds.upper());
  }

  /**
   * By how much an average over several classes is too high. One class's average precision is so
   * uncertain that it does not matter; in an average the spreads even out and this does not.
   */
  private static double optimism(double[] weight, List<AreaTerm> terms) {
    double sum = 0;
    for (int i = 0; i < weight.length && weight.length > 2; i++) {
      sum += weight[i] * terms.get(i).optimism();
    }
    return sum;
  }

  /** Variance of the sum over the sum of variances, from what each unit contributes; at least 1. */
  private static double correlated(double[] weight, List<AreaTerm> terms) {
    double single = 0;
    double joint = 0;
    double[][] first = terms.getFirst().influences();
    for (int s = 0; s < first.length; s++) {
      for (int unit = 0; unit < first[s].length; unit++) {
        double sum = 0;
        for (int i = 0; i < weight.length; i++) {
          double part = weight[i] * terms.get(i).influences()[s][unit];
          single += part * part;
          sum += part;
        }
        joint += sum * sum;
      }
    }
    return single > 0 ? Math.max(1, joint / single) : 1;
  }
}
