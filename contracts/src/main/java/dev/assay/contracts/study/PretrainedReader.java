// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.study.Pretrained.Choice;
import dev.assay.contracts.study.StudySpec.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code pretrained}: what the backbones start from. */
final class PretrainedReader {
  private static final String KEY = "pretrained";
  private static final String FORM =
      "must be one of "
          + String.join(", ", Pretrained.WORDS)
          + ", or the name of a weights file ("
          + String.join(", ", Pretrained.FILE_ENDINGS)
          + ")";

  private PretrainedReader() {}

  /**
   * @param named whether the study names its backbones
   */
  static Pretrained read(StudyNode study, boolean named) {
    List<Choice> choices =
        study
            .list(KEY)
            .elements(
                "text, or list of texts and mappings", (at, value) -> choice(study, at, value));
    refuseRepeated(study, choices);
    Pretrained pretrained =
        choices.isEmpty() ? Pretrained.of(Pretrained.IMAGENET) : new Pretrained(choices);
    if (pretrained.isRandom() && !named) {
      study.fault(
          "backbones",
          null,
          "must be listed when pretrained is 'none': without weights there is no default list");
    }
    return pretrained;
  }

  /** A kind of training that the study does not have would leave out a row without a word. */
  static void refuseOtherTraining(StudyNode study, Pretrained pretrained, List<Training> training) {
    for (Choice choice : pretrained.choices()) {
      for (Training kind : choice.training()) {
        if (!training.contains(kind)) {
          study.fault(
              KEY,
              choice.weights() + ": " + kind.label(),
              "is no kind of training of this study; add it to training");
        }
      }
    }
  }

  private static void refuseRepeated(StudyNode study, List<Choice> choices) {
    List<String> seen = new ArrayList<>();
    for (Choice choice : choices) {
      if (seen.contains(choice.weights())) {
        study.fault(KEY, choice.weights(), "is listed twice");
      }
      seen.add(choice.weights());
    }
  }

  private static @Nullable Choice choice(StudyNode study, String at, JsonNode value) {
    if (value.isTextual() && isAccepted(value.textValue())) {
      return new Choice(value.textValue(), List.of());
    }
    if (value.isObject() && value.size() == 1) {
      Map.Entry<String, JsonNode> entry = value.properties().iterator().next();
      List<Training> training = training(entry.getValue());
      if (isAccepted(entry.getKey()) && !training.isEmpty()) {
        return new Choice(entry.getKey(), training);
      }
      if (isAccepted(entry.getKey())) {
        study.faultAt(
            at,
            value,
            "must have one or both of "
                + String.join(", ", Training.labels())
                + ", such as none: [fine-tuned]");
        return null;
      }
    }
    study.faultAt(at, value, FORM);
    return null;
  }

  private static boolean isAccepted(String text) {
    boolean file = !text.contains("/") && Pretrained.FILE_ENDINGS.stream().anyMatch(text::endsWith);
    return Pretrained.WORDS.contains(text) || file;
  }

  /** Empty if they are no kinds of training. */
  private static List<Training> training(JsonNode value) {
    List<Training> training = new ArrayList<>();
    for (JsonNode kind : value.isTextual() ? List.of(value) : value) {
      if (!kind.isTextual()
          || !Training.labels().contains(kind.textValue())
          || training.contains(Training.ofLabel(kind.textValue()))) {
        return List.of();
      }
      training.add(Training.ofLabel(kind.textValue()));
    }
    return training;
  }
}
