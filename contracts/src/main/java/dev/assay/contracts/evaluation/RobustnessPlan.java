// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.evaluation;

import dev.assay.contracts.Check;
import dev.assay.contracts.Corruption;
import java.util.HashSet;
import java.util.List;
import java.util.TreeSet;

/**
 * On which corruptions of its test images each model is scored as well, declared before there are
 * results.
 *
 * @param metric whose drop is reported, one of {@link ComparisonPlan#PRIMARIES}
 * @param kinds distinct, at least one
 * @param severities distinct, at least one
 */
public record RobustnessPlan(String metric, List<Corruption.Kind> kinds, List<Integer> severities) {
  public RobustnessPlan {
    if (metric == null || !ComparisonPlan.PRIMARIES.contains(metric)) {
      throw new IllegalArgumentException(
          "robustness.metric must be one of "
              + ComparisonPlan.PRIMARIES
              + ", not '"
              + metric
              + "'");
    }
    kinds = List.copyOf(Check.notEmpty("robustness.kinds", kinds));
    severities = List.copyOf(new TreeSet<>(Check.notEmpty("robustness.severities", severities)));
    severities.forEach(
        severity -> Check.within("robustness.severities", severity, 1, Corruption.MOST_SEVERITY));
    if (new HashSet<>(kinds).size() != kinds.size()) {
      throw new IllegalArgumentException("robustness.kinds must be distinct, not " + kinds);
    }
  }

  /** Every kind at every severity, from weak to strong. */
  public List<Corruption> corruptions() {
    return kinds.stream()
        .flatMap(kind -> severities.stream().map(severity -> new Corruption(kind, severity)))
        .toList();
  }
}
