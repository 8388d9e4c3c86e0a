// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonsNowTest {
  @TempDir Path folder;

  private final List<Cell> cells = new ArrayList<>();
  private final Map<String, CellState> ended = new HashMap<>();

  private static Cell cell(String dataset, String backbone) {
    return Cell.of(
        dataset,
        backbone,
        WeightsChoice.none(),
        Preprocessing.imageNet(),
        "linear",
        Recipe.paper(),
        true,
        1);
  }

  private void done(Cell cell) {
    cells.add(cell);
    ended.put(cell.cellId(), new CellState("evaluation of " + cell.cellId(), false));
  }

  private List<String> awaited() {
    StudySubmitted study =
        new StudySubmitted(
            "0123456789ab",
            "study",
            cells,
            List.of(1L),
            Checkpoint.BEST_ACCURACY,
            new EvaluationPlan(1000, 0.95, "group", "percentile", 1),
            1,
            "cpu",
            List.of());
    return ComparisonsNow.of(
            StudyHistory.of(List.of(study)),
            new StudyIndex(study),
            ended,
            new StoredSamples(new FileSystemStore(folder)))
        .awaited();
  }

  @Test
  void rowsThatPoolFoldsAreComparedAndTheFoldsAreNot() {
    for (String backbone : List.of("resnet50", "vgg16")) {
      List<Cell> folds =
          List.of(cell("xray.fold-1-of-2", backbone), cell("xray.fold-2-of-2", backbone));
      folds.forEach(this::done);
      done(Cell.pooling("xray", folds));
    }

    assertThat(awaited()).containsExactly("xray");
  }

  @Test
  void waitsForTheLastCellAndNeedsTwoWithMetrics() {
    done(cell("xray", "resnet50"));
    done(cell("xray", "vgg16"));
    done(cell("skin", "resnet50"));
    Cell open = cell("skin", "vgg16");
    cells.add(open);

    assertThat(awaited()).containsExactly("xray");

    ended.put(open.cellId(), new CellState(null, true));
    assertThat(awaited()).as("one failed, one alone has metrics").containsExactly("xray");

    ended.put(open.cellId(), new CellState("evaluation", true));
    assertThat(awaited()).as("a later attempt was successful").containsExactly("xray", "skin");
  }
}
