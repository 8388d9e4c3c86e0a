// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.metrics.Metric;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What may be concluded about one metric: which cell of a contrast is better, and which ranks a
 * cell may have.
 *
 * @param point of each cell
 */
record Conclusions(FamilySetting setting, Metric metric, double[] point) {
  private static final double ROUNDING = 1e-12;

  Verdict verdict(
      Contrast contrast,
      @Nullable Difference difference,
      @Nullable Margin margin,
      @Nullable Double adjusted) {
    boolean high = metric.higherIsBetter();
    if (adjusted != null && adjusted <= setting.plan().alpha()) {
      return contrast.of(m -> point[m]) > 0 == high ? Verdict.FIRST_BETTER : Verdict.SECOND_BETTER;
    }
    if (margin == null || difference == null) {
      return Verdict.UNDECIDED;
    }
    boolean notBelow;
    boolean notAbove;
    if (setting.contrasts().size() == 1) {
      notBelow = margin.pFirstNotInferior() <= setting.plan().alpha();
      notAbove = margin.pSecondNotInferior() <= setting.plan().alpha();
    } else {
      notBelow = difference.simultaneous().lower() > -margin.margin() + ROUNDING;
      notAbove = difference.simultaneous().upper() < margin.margin() - ROUNDING;
    }
    return Verdict.within(high, notBelow, notAbove);
  }

  /**
   * 1 + the cells that are surely better, to the number of cells - those surely worse.
   *
   * @param differences of every two cells, in the order of the setting's pairs
   * @param outcomes of their tests
   */
  List<RankSet> ranks(
      List<? extends @Nullable Difference> differences, List<PairedTest.Outcome> outcomes) {
    return RankSet.of(
        setting.names(),
        setting.pairs(),
        k -> {
          @Nullable Difference difference = differences.get(k);
          if (difference == null || !isSure(difference, outcomes.get(k))) {
            return 0;
          }
          return difference.point() > 0 == metric.higherIsBetter() ? 1 : -1;
        });
  }

  /** Whether 0 is outside the simultaneous interval, and an exact test that decides agrees. */
  private boolean isSure(Difference difference, PairedTest.Outcome outcome) {
    Difference.Ends ends = difference.simultaneous();
    if (!difference.hasSpread() || (ends.lower() <= 0 && ends.upper() >= 0)) {
      return false;
    }
    @Nullable Double exact = outcome.p();
    return !outcome.exactOnly()
        || (exact != null && exact * setting.pairs().size() <= setting.plan().alpha());
  }
}
