package dev.assay.statistics.comparison;

import dev.assay.statistics.Metric;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What may be said of one metric: which cell of a contrast is better, and which ranks a cell may
 * have.
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
    if (notBelow && notAbove) {
      return Verdict.EQUIVALENT;
    }
    return (high ? notBelow : notAbove) ? Verdict.FIRST_NOT_INFERIOR : Verdict.UNDECIDED;
  }

  /**
   * 1 + the cells that are surely better, to the number of cells - those surely worse.
   *
   * @param differences of every two cells, in the order of the setting's pairs
   * @param outcomes of their tests
   */
  List<RankSet> ranks(
      List<? extends @Nullable Difference> differences, List<PairedTest.Outcome> outcomes) {
    int[] better = new int[setting.cells().size()];
    int[] worse = new int[setting.cells().size()];
    for (int k = 0; k < setting.pairs().size(); k++) {
      @Nullable Difference difference = differences.get(k);
      if (difference == null || !isSure(difference, outcomes.get(k))) {
        continue;
      }
      boolean firstBetter = difference.point() > 0 == metric.higherIsBetter();
      int first = setting.pairs().get(k).first().get(0);
      int second = setting.pairs().get(k).second().get(0);
      better[firstBetter ? second : first]++;
      worse[firstBetter ? first : second]++;
    }
    return IntStream.range(0, setting.cells().size())
        .mapToObj(
            c ->
                new RankSet(
                    setting.names().get(c), 1 + better[c], setting.cells().size() - worse[c]))
        .toList();
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
