// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The adjusted p-values of a family, from the one source that its plan declares.
 *
 * @param values in the order of the contrasts; null where there is none
 * @param whyNone why no contrast has one; null if some have
 */
record AdjustedValues(List<@Nullable Double> values, @Nullable String whyNone) {

  /**
   * @param differences null where there is no interval
   * @param outcomes of the contrasts' own tests
   */
  static AdjustedValues of(
      ComparisonPlan plan,
      List<@Nullable Difference> differences,
      List<PairedTest.Outcome> outcomes) {
    int m = outcomes.size();
    Optional<Adjustment> adjustment = plan.source().adjustment();
    if (adjustment.isEmpty()) {
      return new AdjustedValues(maxT(differences, outcomes), null);
    }
    if (outcomes.stream().anyMatch(PairedTest.Outcome::resampled)) {
      Optional<String> refusal = Adjustment.refusal(m, plan.resampling().resamples(), plan.alpha());
      if (refusal.isPresent()) {
        return new AdjustedValues(
            Collections.nCopies(m, null), "no adjusted p: " + refusal.orElseThrow());
      }
    }
    // what has no p stays in the family as what cannot be rejected
    double[] p =
        outcomes.stream()
            .map(PairedTest.Outcome::p)
            .mapToDouble(value -> value == null ? 1 : value)
            .toArray();
    double[] all = adjustment.orElseThrow().adjust(p);
    List<@Nullable Double> adjusted = new ArrayList<>();
    for (int k = 0; k < m; k++) {
      adjusted.add(outcomes.get(k).p() == null ? null : Double.valueOf(all[k]));
    }
    return new AdjustedValues(adjusted, null);
  }

  private static List<@Nullable Double> maxT(
      List<@Nullable Difference> differences, List<PairedTest.Outcome> outcomes) {
    List<@Nullable Double> adjusted = new ArrayList<>();
    for (int k = 0; k < outcomes.size(); k++) {
      @Nullable Difference difference = differences.get(k);
      adjusted.add(difference == null ? null : maxT(difference, outcomes.get(k), outcomes.size()));
    }
    return adjusted;
  }

  /**
   * Where only the exact test is to be trusted, the larger of max-T's and Bonferroni's over it:
   * what is rejected is a part of what max-T rejects, so the family keeps its level.
   */
  private static @Nullable Double maxT(Difference difference, PairedTest.Outcome outcome, int m) {
    @Nullable Double stepDown = difference.pStepDown();
    if (stepDown == null || !outcome.exactOnly()) {
      return stepDown;
    }
    @Nullable Double exact = outcome.p();
    return exact == null ? null : Double.valueOf(Math.max(stepDown, Math.min(1, m * exact)));
  }
}
