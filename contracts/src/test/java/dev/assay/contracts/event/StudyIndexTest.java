// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.contracts.Golden;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import java.util.List;
import org.junit.jupiter.api.Test;

class StudyIndexTest {
  @Test
  void findsCellsByIdByDataSetAndByFold() {
    ObjectNode json = Golden.tree(Golden.text("event/study-submitted.json"));
    Cell first = Json.read(json.withArray("cells").get(0).toString(), Cell.class);
    Cell second = cellOf("second set", first);
    Cell pooled = Cell.pooling("all folds", List.of(first, second));
    ArrayNode cells = json.putArray("cells");
    for (Cell cell : List.of(second, first, pooled)) {
      cells.add(Golden.tree(Json.write(cell)));
    }

    StudyIndex index = new StudyIndex(Json.read(json.toString(), StudySubmitted.class));

    assertThat(index.datasets()).containsExactly("second set", first.dataset(), "all folds");
    assertThat(index.cell(second.cellId())).contains(second);
    assertThat(index.cell("0000000000000000")).isEmpty();
    assertThat(index.cellsOf(first.dataset())).containsExactly(first);
    assertThat(index.cellsOf("no such set")).isEmpty();
    assertThat(index.pooling(first.cellId())).containsExactly(pooled);
    assertThat(index.pooling(pooled.cellId())).isEmpty();
    assertThat(index.study().cells()).hasSize(3);
  }

  private static Cell cellOf(String dataset, Cell like) {
    return Cell.of(
        dataset,
        like.backbone(),
        like.weights(),
        like.preprocessing(),
        like.head(),
        like.recipe(),
        like.frozen(),
        like.subsetRatio());
  }
}
