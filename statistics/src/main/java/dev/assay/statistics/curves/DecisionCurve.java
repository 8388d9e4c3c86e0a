// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.curves;

import dev.assay.statistics.intervals.UnitsNeeded;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.Arrays;
import java.util.List;

/**
 * Net benefit over a range of thresholds t, TP/n - FP/n x t/(1 - t): A. J. Vickers and E. B. Elkin,
 * Med. Decis. Making 26 (2006) 565-574. Whoever treats from a risk of t on takes one patient who is
 * treated needlessly for t/(1 - t) of one who is treated rightly. Both bands are simultaneous, by
 * {@link SimultaneousBand} of {@link RateDraws}.
 *
 * @param netBenefit of deciding by the model; treating nobody has 0
 * @param overTreatingAll that less the net benefit of treating all
 */
public record DecisionCurve(CurveBand netBenefit, CurveBand overTreatingAll) {
  /** More places than a figure shows, as whole per cents. */
  private static final int PER_CENT = 100;

  /**
   * Every per cent from one threshold to another.
   *
   * @param from at least .01
   * @param to at most .99, not below {@code from}
   */
  public static double[] thresholds(double from, double to) {
    int first = (int) Math.ceil(from * PER_CENT - 1e-9);
    int last = (int) Math.floor(to * PER_CENT + 1e-9);
    if (!(first >= 1 && last <= PER_CENT - 1 && first <= last)) {
      throw new IllegalArgumentException(
          "thresholds must be from .01 to .99 with a whole per cent among them, not from "
              + from
              + " to "
              + to);
    }
    double[] thresholds = new double[last - first + 1];
    Arrays.setAll(thresholds, i -> (first + i) / (double) PER_CENT);
    return thresholds;
  }

  /**
   * @param set with a positive class
   * @param seeds of the model, at least one
   * @param plan its draws, confidence, unit and seed
   * @param thresholds ascending, in (0, 1)
   */
  public static DecisionCurve of(
      LabelledSet set, List<Scores> seeds, ResamplingPlan plan, double[] thresholds) {
    String reason = Curves.whyNone(set);
    if (reason != null) {
      CurveBand none = CurveBand.none(plan.confidence(), reason);
      return new DecisionCurve(none, none);
    }
    RateDraws rates = new RateDraws(set, seeds, plan, thresholds);
    double[] price = Arrays.stream(thresholds).map(t -> t / (1 - t)).toArray();
    double[] dearest = Arrays.stream(price).map(w -> -w).toArray();
    double[] one = new double[price.length];
    Arrays.fill(one, 1);
    double[] free = new double[price.length];
    Arrays.fill(free, -1);
    return new DecisionCurve(
        band(
            set,
            seeds,
            plan,
            thresholds,
            rates,
            (k, share, hit, alarm) -> share * hit - (1 - share) * alarm * price[k],
            dearest,
            one),
        band(
            set,
            seeds,
            plan,
            thresholds,
            rates,
            (k, share, hit, alarm) -> (1 - share) * (1 - alarm) * price[k] - share * (1 - hit),
            free,
            price));
  }

  private static CurveBand band(
      LabelledSet set,
      List<Scores> seeds,
      ResamplingPlan plan,
      double[] thresholds,
      RateDraws rates,
      RateDraws.Statistic statistic,
      double[] least,
      double[] most) {
    double[][] ofSeeds = new double[seeds.size()][];
    Arrays.setAll(ofSeeds, seed -> rates.values(statistic, seed));
    if (set.units(plan.unit()).count() < 2) {
      return Curves.withoutBand(thresholds, ofSeeds, plan.confidence(), UnitsNeeded.oneUnit(plan));
    }
    SimultaneousBand band = new SimultaneousBand(rates.draws(statistic), plan.confidence());
    return new CurveBand(band.around(thresholds, ofSeeds, least, most), plan.confidence(), null);
  }
}
