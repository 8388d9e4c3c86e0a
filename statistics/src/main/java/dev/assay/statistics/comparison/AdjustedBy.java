// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The one source of a family's adjusted p-values. */
public enum AdjustedBy {
  /**
   * The number of independent tests that the contrasts are worth, by the largest studentised
   * difference of joint resamples: {@link DifferenceFamily#effectiveTests}.
   */
  MAX_T("max-T", null),
  HOLM("Holm", Adjustment.HOLM),
  BONFERRONI("Bonferroni", Adjustment.BONFERRONI),
  BENJAMINI_HOCHBERG("Benjamini-Hochberg", Adjustment.BENJAMINI_HOCHBERG),
  BENJAMINI_YEKUTIELI("Benjamini-Yekutieli", Adjustment.BENJAMINI_YEKUTIELI);

  private final String label;
  private final @Nullable Adjustment adjustment;

  AdjustedBy(String label, @Nullable Adjustment adjustment) {
    this.label = label;
    this.adjustment = adjustment;
  }

  public String label() {
    return label;
  }

  /** Of the tests' own p-values; empty for max-T, which has p-values of its own. */
  Optional<Adjustment> adjustment() {
    return Optional.ofNullable(adjustment);
  }
}
