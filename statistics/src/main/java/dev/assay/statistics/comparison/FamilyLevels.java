// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How the inferences of a family are adjusted together, from the one source that its plan declares.
 * Each p is multiplied by at least 1, so that no adjusted p is below the p beside it, and the level
 * of the simultaneous intervals follows from the same source.
 *
 * @param adjusted p of each contrast; null where it has none
 * @param level of the simultaneous interval of each contrast
 */
record FamilyLevels(List<@Nullable Double> adjusted, double level) {
  FamilyLevels {
    adjusted = Collections.unmodifiableList(new ArrayList<>(adjusted));
  }

  /**
   * @param p of each contrast; null where it has none: it stays in the family as what cannot be
   *     rejected
   * @param alpha of the family
   * @param tests effective number of tests, for max-T; in 1..number of contrasts
   */
  static FamilyLevels of(AdjustedBy source, List<@Nullable Double> p, double alpha, double tests) {
    double[] values =
        p.stream().mapToDouble(value -> value == null ? 1 : value.doubleValue()).toArray();
    double[] all =
        source
            .adjustment()
            .map(adjustment -> adjustment.adjust(values))
            .orElseGet(
                () -> Arrays.stream(values).map(value -> Math.min(1, tests * value)).toArray());
    List<@Nullable Double> adjusted =
        IntStream.range(0, values.length)
            .mapToObj(k -> p.get(k) == null ? null : Double.valueOf(all[k]))
            .toList();
    return new FamilyLevels(adjusted, level(source, all, alpha, tests));
  }

  /**
   * Bonferroni's, also for Holm; with the false discovery rate that of the intervals of the
   * rejected: Y. Benjamini and D. Yekutieli, J. Am. Stat. Assoc. 100 (2005) 71-81.
   */
  private static double level(AdjustedBy source, double[] adjusted, double alpha, double tests) {
    int m = adjusted.length;
    long rejected = Math.max(1, Arrays.stream(adjusted).filter(p -> p <= alpha).count());
    return switch (source) {
      case MAX_T -> alpha / tests;
      case BONFERRONI, HOLM -> alpha / m;
      case BENJAMINI_HOCHBERG -> alpha * rejected / m;
      case BENJAMINI_YEKUTIELI ->
          alpha * rejected / m / IntStream.rangeClosed(1, m).mapToDouble(i -> 1.0 / i).sum();
    };
  }

  boolean rejects(int k, double alpha) {
    @Nullable Double p = adjusted.get(k);
    return p != null && p <= alpha;
  }
}
