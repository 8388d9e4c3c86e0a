// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.recipe.Lora;
import dev.assay.contracts.study.StudySpec.Training;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code training}: which parts of the backbones are trained. */
final class TrainingReader {
  private static final String KEY = "training";
  private static final String BLOCKS = "last-blocks";
  private static final String LORA = "lora";
  private static final int USUAL_RANK = 8;

  private TrainingReader() {}

  static List<Training> read(StudyNode study) {
    List<Training> kinds =
        study
            .list(KEY)
            .elements("list of texts and mappings", (at, value) -> kind(study, at, value));
    return kinds.isEmpty() ? List.of(Training.FROZEN) : kinds;
  }

  private static @Nullable Training kind(StudyNode study, String at, JsonNode value) {
    if (value.isTextual() && Training.labels().contains(value.textValue())) {
      return Training.ofLabel(value.textValue());
    }
    boolean blocks = value.isObject() && value.size() == 1 && value.has(BLOCKS);
    boolean lora = value.isObject() && value.size() == 1 && value.has(LORA);
    if (!blocks && !lora) {
      study.faultAt(
          at,
          value,
          "must be one of %s, {%s: N} or {%s: {rank: R}}"
              .formatted(String.join(", ", Training.labels()), BLOCKS, LORA));
      return null;
    }
    StudyNode node = study.element(at, value);
    if (blocks) {
      Integer count = node.integerOrNull(BLOCKS, 1, Adaptation.MOST_BLOCKS);
      return count == null ? null : new Training(false, Adaptation.ofLastBlocks(count));
    }
    return new Training(false, Adaptation.of(lora(node.child(LORA))));
  }

  private static Lora lora(StudyNode node) {
    int rank = (int) node.integer("rank", USUAL_RANK, 1, Lora.MOST_RANK);
    double alpha = node.number("alpha", rank, 1e-6, Lora.MOST_ALPHA);
    List<String> on = node.list("on").texts(Lora.PARTS, Lora.PARTS);
    node.refuseUnknownKeys();
    return new Lora(rank, alpha, on);
  }
}
