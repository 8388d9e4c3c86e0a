package dev.assay.contracts.evaluation;

import dev.assay.contracts.Check;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a clinic asks of a decision between two classes, and a test set alone cannot know.
 *
 * @param positiveClasses of each data set of two classes the one that is looked for; data sets
 *     without any of them have no such numbers
 * @param specificity at which the sensitivity is told, the threshold chosen on validation images;
 *     absent: it is not
 * @param sensitivity at which the specificity is told; likewise
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

  /** The one that is looked for among these; empty unless there are two. */
  public Optional<String> positiveOf(List<String> classes) {
    return classes.size() == 2
        ? classes.stream().filter(positiveClasses::contains).findFirst()
        : Optional.empty();
  }
}
