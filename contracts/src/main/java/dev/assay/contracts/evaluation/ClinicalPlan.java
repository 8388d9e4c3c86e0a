// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.evaluation;

import dev.assay.contracts.Check;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Clinical requirements for a decision between two classes. They cannot be derived from a test set.
 *
 * @param positiveClasses names of positive classes; the metrics below are reported for data sets of
 *     two classes, one of which is listed here
 * @param specificity at which the sensitivity is reported, with a threshold chosen on validation
 *     images; absent: it is not reported
 * @param sensitivity at which the specificity is reported, likewise
 * @param prevalence of the positive class where decisions will be made, for predictive values
 * @param netBenefit threshold probability of the net benefit
 */
public record ClinicalPlan(
    List<String> positiveClasses,
    @Nullable Double specificity,
    @Nullable Double sensitivity,
    @Nullable Double prevalence,
    @Nullable Double netBenefit) {
  public ClinicalPlan {
    positiveClasses = List.copyOf(Check.notEmpty("positiveClasses", positiveClasses));
    within("specificity", specificity);
    within("sensitivity", sensitivity);
    within("prevalence", prevalence);
    within("netBenefit", netBenefit);
  }

  private static void within(String field, @Nullable Double value) {
    if (value != null) {
      Check.within(field, value, 1e-6, 1 - 1e-6);
    }
  }

  /** The positive class of a data set; empty unless it has two classes. */
  public Optional<String> positiveOf(List<String> classes) {
    return classes.size() == 2
        ? classes.stream().filter(positiveClasses::contains).findFirst()
        : Optional.empty();
  }
}
