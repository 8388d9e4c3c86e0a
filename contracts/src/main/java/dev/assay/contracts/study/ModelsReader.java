// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.study.StudySpec.Training;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code models}: imported models, which are rows beside those of backbones. */
final class ModelsReader {
  private static final String KEY = "models";
  private static final String FORM =
      "must be the name of a model, which is that of its file without .onnx, .features.npz or"
          + " .features.csv";
  private static final String WHY =
      "cannot be fine-tuned: an imported model gives features and has no parameters that Assay"
          + " could train";

  private ModelsReader() {}

  private record Choice(String name, boolean frozenAlone) {}

  /**
   * @param backbones whose names are taken
   * @param training kinds of training of the study
   */
  static List<String> read(
      StudyNode study, Collection<String> backbones, List<Training> training, Recipe recipe) {
    List<Choice> choices =
        study
            .list(KEY)
            .elements(
                "list of texts and mappings", (at, value) -> choice(study, at, value, backbones));
    Set<String> names = new LinkedHashSet<>();
    for (Choice choice : choices) {
      if (!names.add(choice.name())) {
        study.fault(KEY, choice.name(), "is listed twice");
      }
      if (!training.contains(Training.FROZEN)) {
        study.fault(KEY, choice.name(), WHY + "; add 'frozen' to training, or leave it out");
      } else if (!training.stream().allMatch(Training::frozen) && !choice.frozenAlone()) {
        study.fault(
            KEY,
            choice.name(),
            WHY + "; write {" + choice.name() + ": frozen}, so that it has frozen rows alone");
      }
    }
    if (!names.isEmpty() && recipe.onFeatures().viewCount() > 1) {
      study
          .child("recipe")
          .fault(
              "views",
              null,
              "are augmented images, of which imported models have no features: leave out views, or"
                  + " the models");
    }
    return List.copyOf(names);
  }

  private static @Nullable Choice choice(
      StudyNode study, String at, JsonNode value, Collection<String> backbones) {
    if (value.isTextual() && isFree(study, at, value, value.textValue(), backbones)) {
      return new Choice(value.textValue(), false);
    }
    if (value.isObject() && value.size() == 1) {
      Map.Entry<String, JsonNode> entry = value.properties().iterator().next();
      JsonNode kind = entry.getValue();
      JsonNode only = kind.isArray() && kind.size() == 1 ? kind.get(0) : kind;
      if (!Training.FROZEN.label().equals(only.textValue())) {
        study.faultAt(at, value, "may have 'frozen' alone, because it " + WHY);
        return null;
      }
      return isFree(study, at, value, entry.getKey(), backbones)
          ? new Choice(entry.getKey(), true)
          : null;
    }
    if (!value.isTextual()) {
      study.faultAt(at, value, FORM);
    }
    return null;
  }

  private static boolean isFree(
      StudyNode study, String at, JsonNode value, String name, Collection<String> backbones) {
    if (!ImportedModel.isName(name)) {
      study.faultAt(at, value, FORM);
      return false;
    }
    if (backbones.contains(name)) {
      study.faultAt(
          at, value, "is the name of a backbone; list it in backbones, or rename the model's file");
      return false;
    }
    return true;
  }
}
