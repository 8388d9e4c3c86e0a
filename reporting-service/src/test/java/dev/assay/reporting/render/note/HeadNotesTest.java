// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Hash;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.ModelManifest.TriedPenalty;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.reporting.render.SampleReports;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report.Outcome;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.Report.State;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The notes on heads that are solved or only compare features. */
class HeadNotesTest {
  private static Cell cell(String head, boolean frozen) {
    return Cell.of(
        "xray",
        "resnet50",
        WeightsChoice.none(),
        Preprocessing.imageNet(),
        head,
        Recipe.paper(),
        frozen,
        1);
  }

  private static String notes(Row... rows) {
    Section section =
        SampleReports.section("xray", SampleReports.split("xray", false, "patient"), List.of(rows));
    return Notes.of(SampleReports.report(Outcome.UNFINISHED, List.of(), section)).stream()
        .map(note -> note.title() + ": " + note.text())
        .collect(Collectors.joining("\n"));
  }

  private static Row pending(Cell cell) {
    return new Row(cell, State.PENDING, "not yet", null, List.of(), null);
  }

  /** Trained with a grid of three, of which one was chosen. */
  private static Row logistic(int chosen) {
    List<TriedPenalty> tried =
        List.of(
            new TriedPenalty(1, 0.5, 0.8, 0.6, chosen == 0),
            new TriedPenalty(0.1, 0.4, 0.9, 0.5, chosen == 1),
            new TriedPenalty(0.01, 0.3, 0.85, 0.7, chosen == 2));
    ModelFacts model =
        new ModelFacts(
            1,
            Hash.ofText("run"),
            Checkpoint.BEST_ACCURACY,
            1,
            1,
            0.9,
            0.5,
            10,
            2,
            2,
            "cpu",
            "PyTorch 2.7.1",
            Hash.ofText("model"),
            List.of(),
            null,
            null,
            tried,
            null);
    return new Row(
        cell("logistic", true), State.PENDING, "not yet", null, List.of(model, model), null);
  }

  @Test
  void studyOfSolvedHeadsHasNoLearningRateToTune() {
    assertThat(notes(logistic(1)))
        .doesNotContain("not tuned")
        .doesNotContain("learning rate 0.0001")
        .contains("no learning rate and no epochs and is the same for every seed")
        .contains("among 100, 30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003, 0.001.")
        .contains("Chosen: xray, ResNet50, frozen: 0.1.");
  }

  @Test
  void rowsTrainedByStepsKeepTheirNote() {
    assertThat(notes(logistic(1), pending(cell("linear", false))))
        .contains("learning rate not tuned", "Head logistic");
    assertThat(notes(pending(cell("linear", true)))).doesNotContain("Head logistic");
  }

  @Test
  void namesNeighboursAndViews() {
    Cell views =
        Cell.of(
            "xray",
            "resnet50",
            WeightsChoice.none(),
            Preprocessing.imageNet(),
            "linear",
            Recipe.paper().with(new FrozenRecipe(4, null)),
            true,
            1);

    assertThat(notes(pending(cell("knn", true))))
        .contains("Head knn: The 20 training images", "exp(similarity / 0.07)")
        .doesNotContain("not tuned");
    assertThat(notes(pending(views))).contains("frozen rows on 4 views of each training image");
    assertThat(notes(pending(cell("linear", true)))).doesNotContain("views of each");
  }

  @Test
  void marksChoiceAtAnEndOfTheGrid() {
    assertThat(notes(logistic(2))).contains("0.01 (an end of the grid)");
  }

  @Test
  void namesEveryGridOfTheReport() {
    Cell other =
        Cell.of(
            "xray",
            "resnet50",
            WeightsChoice.none(),
            Preprocessing.imageNet(),
            "logistic",
            Recipe.paper().with(new FrozenRecipe(null, List.of(1.0, 0.5))),
            true,
            1);

    assertThat(notes(logistic(1), pending(other))).contains("0.001; 1, 0.5.");
  }
}
