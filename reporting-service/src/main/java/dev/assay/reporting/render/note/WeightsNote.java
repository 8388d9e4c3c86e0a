// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.WeightsChoice;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.Report;
import java.util.List;

/** What the backbones start from. */
final class WeightsNote {
  private WeightsNote() {}

  static List<Note> of(Report report) {
    List<String> texts =
        report.cells().stream()
            .map(cell -> PaperNames.backbone(cell.backbone()) + ": " + origin(cell.weights()))
            .distinct()
            .toList();
    return Note.one("Weights", String.join("; ", texts) + ".");
  }

  private static String origin(WeightsChoice weights) {
    if (weights.isRandom()) {
      return "randomly initialised";
    }
    String name = weights.fileName();
    return "pretrained on %s (%ssha256 %s)"
        .formatted(
            weights.source(), name == null ? "" : name + ", ", Words.shortHash(weights.identity()));
  }
}
