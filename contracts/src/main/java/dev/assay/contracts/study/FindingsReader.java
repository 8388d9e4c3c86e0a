// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.study.StudySpec.Dataset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the key {@code findings} of a data set whose images may show several, and refuses by name
 * what studies of such data sets cannot do. Nothing that an author wrote is left out silently.
 */
final class FindingsReader {
  private static final String KEY = "findings";
  private static final String ALL = "all";
  private static final String AUROC = "auroc";
  private static final String ACCURACY = Checkpoint.BEST_ACCURACY.label();
  private static final String WHY = " where images have several findings; ";

  private FindingsReader() {}

  /** The layout with the findings that the key names; as it is without the key. */
  static String layout(StudyNode dataset, String layout) {
    if (!dataset.has(KEY)) {
      // Read all the same, so that it is a known key.
      dataset.list(KEY).names();
      return layout;
    }
    List<String> findings = dataset.list(KEY).names();
    for (String finding : findings) {
      if (!FindingLayouts.isName(finding)) {
        dataset.fault(KEY, finding, "must be a name without '+' that is not label, or all");
      }
    }
    if (layout.contains("/")) {
      dataset.fault(
          "layout",
          layout,
          "names a finding or columns already; with findings it is the name alone");
      return layout;
    }
    boolean all = findings.equals(List.of(ALL));
    if (!all && findings.contains(ALL)) {
      dataset.fault(KEY, ALL, "stands alone: it means every finding of the tables");
    }
    return layout.isEmpty() || findings.isEmpty()
        ? layout
        : FindingLayouts.of(layout, all ? List.of() : findings);
  }

  /** Whether images of any data set have several findings. */
  static boolean areIn(List<Dataset> datasets) {
    return datasets.stream().anyMatch(dataset -> FindingLayouts.isOne(dataset.layout()));
  }

  /** The epoch that is scored: with findings it is that of the lowest loss. */
  static String standardCheckpoint(boolean findings) {
    return findings ? Checkpoint.BEST_LOSS.label() : ACCURACY;
  }

  /**
   * Refuses what has no meaning where images have several findings, or is not computed for them.
   *
   * @param evaluation of the study
   * @param comparison that it declares
   */
  static void check(
      StudyNode study,
      StudyNode evaluation,
      List<Dataset> datasets,
      List<String> heads,
      Recipe recipe,
      Checkpoint checkpoint,
      @Nullable ComparisonPlan comparison) {
    for (Dataset dataset : datasets) {
      if (!FindingLayouts.isOne(dataset.layout())) {
        study.fault(
            "datasets",
            dataset.name(),
            "has one class per image, and another data set of this study has findings; write two"
                + " studies");
      }
      if (dataset.split().folds() != null) {
        study.fault(
            "datasets", dataset.name(), "has folds, which are not pooled" + WHY + "use repeats");
      }
      if (!dataset.external().isEmpty()) {
        study.fault(
            "datasets", dataset.name(), "has external sets, which are not read for findings");
      }
    }
    if (heads.contains(FrozenRecipe.KNN)) {
      study.fault(
          "heads", FrozenRecipe.KNN, "votes for one class" + WHY + "use logistic or linear");
    }
    refuseRecipe(study, recipe);
    if (checkpoint == Checkpoint.BEST_ACCURACY) {
      study.fault(
          "checkpoint",
          ACCURACY,
          "says little" + WHY + "best-loss, which is the default there, chooses the epoch");
    }
    refuseEvaluation(evaluation, comparison);
    refuse(study, "robustness", "is not computed");
    if (study.has("on-new-data") && !"ignore".equals(study.textOrNull("on-new-data"))) {
      refuse(study, "on-new-data", "is not done");
    }
  }

  private static void refuseRecipe(StudyNode study, Recipe recipe) {
    if (recipe.loss() != null) {
      StudyNode node = study.child("recipe");
      refuse(node, "label-smoothing", "has no meaning");
      refuse(node, "class-weights", "has no meaning");
    }
    if (recipe.hasReplicationSwitches()) {
      study.fault(
          "recipe",
          String.join(", ", recipe.switches()),
          "repeats mistakes of a study of one class per image, which has no meaning with findings");
    }
  }

  /**
   * Refuses settings of an evaluation that are not computed for findings.
   *
   * @param comparison that they declare
   */
  static void refuseEvaluation(StudyNode evaluation, @Nullable ComparisonPlan comparison) {
    if (comparison != null && !comparison.primary().equals(AUROC)) {
      evaluation.fault(
          "primary",
          evaluation.has("primary") ? comparison.primary() : null,
          "must be auroc where images have several findings: the area of each finding");
    }
    if (evaluation.has("method") && !"per-metric".equals(evaluation.textOrNull("method"))) {
      evaluation.fault(
          "method",
          evaluation.textOrNull("method"),
          "must be per-metric where images have several findings");
    }
    if (evaluation.has("resampling")
        && !"multinomial".equals(evaluation.textOrNull("resampling"))) {
      evaluation.fault(
          "resampling",
          evaluation.textOrNull("resampling"),
          "must be multinomial where images have several findings");
    }
    for (String key :
        List.of(
            "positive-class",
            "at-specificity",
            "at-sensitivity",
            "prevalence",
            "net-benefit",
            "subgroups",
            "subgroup-metric",
            "interim-analyses",
            "confirmatory-looks")) {
      refuse(evaluation, key, "is not computed");
    }
  }

  private static void refuse(StudyNode node, String key, String what) {
    if (node.has(key)) {
      node.fault(key, null, what + " where images have several findings; leave it out");
    }
  }
}
