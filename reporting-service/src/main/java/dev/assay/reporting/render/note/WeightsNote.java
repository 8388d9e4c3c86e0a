// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report;
import dev.assay.weights.OfficialWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** What the backbones start from. */
final class WeightsNote {
  private WeightsNote() {}

  static List<Note> of(Report report) {
    List<String> texts =
        report.cells().stream()
            .map(cell -> PaperNames.backbone(cell) + ": " + origin(cell.weights()))
            .distinct()
            .toList();
    List<Note> notes = new ArrayList<>(Note.one("Weights", String.join("; ", texts) + "."));
    List<String> models =
        report.cells().stream()
            .filter(cell -> cell.weights().model() != null)
            .map(WeightsNote::imported)
            .distinct()
            .toList();
    if (!models.isEmpty()) {
      notes.addAll(Note.one("Imported models", String.join("; ", models) + "."));
    }
    return notes;
  }

  /** What its owner states of a model, and what proves it. */
  private static String imported(Cell cell) {
    ImportedModel model = Objects.requireNonNull(cell.weights().model());
    List<String> parts = new ArrayList<>();
    parts.add(
        model.isOnnx()
            ? "an ONNX model run by " + ImportedModel.RUNTIME
            : "features that its owner computed (pixels: " + model.pixels() + ")");
    if (model.parameters() != null) {
      parts.add(
          String.format(Locale.ROOT, "%.1f million parameters stated", model.parameters() / 1e6));
    }
    parts.add(model.licence() == null ? "licence not stated" : "licence " + model.licence());
    if (model.isOnnx()) {
      parts.add(
          model.probe() == null
              ? "nothing proves that its preprocessing is its owner's"
              : "its first numbers for a drawn image are those of its owner's code");
    } else {
      parts.add("nothing of its preprocessing can be checked");
    }
    return "%s (%s): %s".formatted(model.title(), cell.backbone(), String.join(", ", parts));
  }

  private static String origin(WeightsChoice weights) {
    if (weights.isRandom()) {
      return "randomly initialised";
    }
    String name = weights.fileName();
    String licence =
        OfficialWeights.used(weights.identity(), name)
            .map(file -> ", licence " + file.licence())
            .orElse("");
    return "pretrained on %s (%ssha256 %s%s)"
        .formatted(
            weights.source(),
            name == null ? "" : name + ", ",
            Words.shortHash(weights.identity()),
            licence);
  }
}
