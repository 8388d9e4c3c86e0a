// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.study.StudySpec.Training;
import java.util.List;

/** Refuses heads, kinds of training and settings of the recipe that have no meaning together. */
final class HeadRules {
  private HeadRules() {}

  static void check(StudyNode study, List<String> heads, List<Training> training, Recipe recipe) {
    List<String> solved = heads.stream().filter(FrozenRecipe::isSolved).toList();
    if (!training.stream().allMatch(Training::frozen)) {
      for (String head : solved) {
        study.fault(
            "heads",
            head,
            "is made on the features of a frozen backbone and cannot be fine-tuned; leave it out,"
                + " or 'fine-tuned' out of training, or write two studies");
      }
    }
    if (recipe.switches().stream().anyMatch(name -> !name.startsWith("split"))) {
      for (String head : solved) {
        study.fault(
            "heads",
            head,
            "is not trained by steps, so the recipe's replication switches cannot apply to it");
      }
    }
    if (recipe.onFeatures().views() != null) {
      checkViews(study, heads, training);
    }
    boolean logistic =
        training.contains(Training.FROZEN)
            && (heads.isEmpty() || heads.contains(FrozenRecipe.LOGISTIC));
    if (recipe.onFeatures().penalties() != null && !logistic) {
      study
          .child("recipe")
          .fault(
              "penalties",
              null,
              "apply to head 'logistic' alone, which no frozen row of this study has");
    }
  }

  private static void checkViews(StudyNode study, List<String> heads, List<Training> training) {
    StudyNode recipe = study.child("recipe");
    if (!training.stream().allMatch(Training::frozen)) {
      recipe.fault(
          "views",
          null,
          "are embedded by a frozen backbone; a study with 'fine-tuned' in training uses augment:"
              + " standard instead");
    } else if (heads.contains(FrozenRecipe.KNN)) {
      recipe.fault(
          "views",
          null,
          "cannot be used with head 'knn', which would find views of one image as its neighbours");
    }
  }
}
