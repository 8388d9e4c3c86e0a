// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import dev.assay.contracts.Corruption;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.evaluation.RobustnessPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code robustness}: on which corruptions of test images the models are scored. */
final class RobustnessReader {
  static final String KEY = "robustness";
  private static final List<Long> USUAL = List.of(1L, 3L, 5L);

  private RobustnessReader() {}

  /**
   * Absent if the study does not have the key.
   *
   * @param primary metric of the study's comparisons
   */
  static @Nullable RobustnessPlan read(StudyNode study, String primary) {
    StudyNode node = study.child(KEY);
    List<String> kinds =
        node.list("corruptions").texts(Corruption.Kind.labels(), Corruption.Kind.labels());
    List<Long> severities = node.list("severities").integers(USUAL, 1, Corruption.MOST_SEVERITY);
    String metric = node.oneOf("metric", primary, ComparisonPlan.PRIMARIES);
    if (!study.has(KEY)) {
      return null;
    }
    node.refuseUnknownKeys();
    return new RobustnessPlan(
        metric,
        kinds.stream().map(Corruption.Kind::ofLabel).toList(),
        severities.stream().map(Long::intValue).toList());
  }
}
