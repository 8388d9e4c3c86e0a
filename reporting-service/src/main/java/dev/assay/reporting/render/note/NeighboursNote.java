// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report;
import java.util.List;

/** How rows of head {@code knn} classify. */
final class NeighboursNote {
  private NeighboursNote() {}

  static List<Note> of(Report report) {
    return report.cells().stream().noneMatch(cell -> cell.head().equals(FrozenRecipe.KNN))
        ? List.of()
        : Note.one(
            "Head knn",
            "The %s training images whose features are nearest by cosine similarity vote, each weighted by exp(similarity / %s). Nothing was trained or chosen, and all seeds give the same result."
                .formatted(FrozenRecipe.NEIGHBOURS, Figures.exact(FrozenRecipe.VOTE_TEMPERATURE)));
  }
}
