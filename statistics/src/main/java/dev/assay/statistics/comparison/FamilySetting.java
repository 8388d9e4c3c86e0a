// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Units;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The parts of a comparison that all its metrics share.
 *
 * @param names of the cells, in their order
 * @param contrasts of the family
 * @param pairs every two cells, for ranks; none of more than {@link #MOST_RANKED} cells
 * @param seedsResampled whether every cell has enough seeds to be resampled
 * @param seedsCounted whether every cell has seeds from which their spread can be estimated
 * @param fewestUnitsOfAClass of the test set
 */
record FamilySetting(
    LabelledSet set,
    Units units,
    List<ComparedCell> cells,
    List<String> names,
    ComparisonPlan plan,
    List<Contrast> contrasts,
    List<Contrast> pairs,
    boolean seedsResampled,
    boolean seedsCounted,
    int fewestUnitsOfAClass) {
  /** Ranks need the tests of all pairs: 19,900 of so many cells. */
  private static final int MOST_RANKED = 200;

  static FamilySetting of(LabelledSet set, List<ComparedCell> cells, ComparisonPlan plan) {
    Units units = set.units(plan.resampling().unit());
    List<String> names = cells.stream().map(ComparedCell::name).toList();
    return new FamilySetting(
        set,
        units,
        List.copyOf(cells),
        names,
        plan,
        plan.family().contrasts(names),
        cells.size() > MOST_RANKED ? List.of() : new Family.AllPairs().contrasts(names),
        cells.stream().allMatch(cell -> cell.seeds().size() >= Intervals.SEEDS_TO_RESAMPLE),
        cells.stream().allMatch(cell -> cell.seeds().size() > 1),
        Arrays.stream(set.unitsPerClass(units)).min().orElseThrow());
  }

  List<Map<Metric, Replicates>> resampled(Bootstrap bootstrap, List<Metric> metrics) {
    return metrics.isEmpty()
        ? List.of()
        : cells.stream()
            .map(cell -> bootstrap.replicates(metrics, cell.scores(), seedsResampled))
            .toList();
  }

  /** Why there are no ranks; only where there are no pairs. */
  String withoutRanks() {
    return "no ranks: they are given for at most %d cells, and there are %d"
        .formatted(MOST_RANKED, cells.size());
  }

  String unitName() {
    return plan.resampling().unit().name().toLowerCase(Locale.ROOT);
  }

  /** Of the interval of each difference alone. */
  double intervalAlpha() {
    // 1 - .95 is above .05, but p = .05 rejects at .05
    return Math.round((1 - plan.resampling().confidence()) * 1e12) / 1e12;
  }
}
