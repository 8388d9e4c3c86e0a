// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.name;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.recipe.Lora;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.reporting.render.column.LabelColumn;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Rows that differ in the size of the input, its shape, or the part that is trained. */
class RowNamesTest {
  private static final Preprocessing USUAL = Preprocessing.imageNet();

  private static Cell cell(Preprocessing input, @Nullable Adaptation part) {
    return Cell.of(
        "chest",
        "vit_b_16",
        WeightsChoice.none(),
        input,
        "linear",
        Recipe.paper().forCell("linear", false, part),
        false,
        1);
  }

  private static final List<Cell> CELLS =
      List.of(
          cell(USUAL, null),
          cell(USUAL.withSize(384, 384), null),
          cell(USUAL.withSize(384, 384).withFit("pad"), null),
          cell(USUAL, Adaptation.ofLastBlocks(2)),
          cell(USUAL, Adaptation.of(new Lora(8, 8, null))));

  @Test
  void tablesAndSentencesTellThemApart() {
    List<LabelColumn> labels = LabelColumn.needed(CELLS);

    assertThat(CELLS)
        .extracting(cell -> LabelColumn.sentence(cell, labels))
        .containsExactly(
            "ViT-B/16, 224 px, fine-tuned",
            "ViT-B/16, 384 px, fine-tuned",
            "ViT-B/16, 384 px padded, fine-tuned",
            "ViT-B/16, 224 px, last 2 blocks",
            "ViT-B/16, 224 px, LoRA r = 8");
  }

  @Test
  void foldersOfRunsTellThemApart() {
    RunNames names = new RunNames(CELLS);

    assertThat(CELLS)
        .extracting(cell -> names.of(cell).model())
        .containsExactly(
            "vit_b_16_224_px_tuned",
            "vit_b_16_384_px_tuned",
            "vit_b_16_384_px_padded_tuned",
            "vit_b_16_224_px_last_2_blocks_tuned",
            "vit_b_16_224_px_LoRA_r_8_tuned");
  }
}
