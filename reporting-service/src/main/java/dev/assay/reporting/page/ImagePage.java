// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.file.Explanation;
import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.images.CellAnswers.Answer;
import dev.assay.reporting.images.CellImages.Said;
import dev.assay.reporting.images.TestedCell;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.weights.BackboneCatalogue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One test image and what every model of the study says of it, by the template {@code image}.
 *
 * @param cell name of the cell that leads here
 * @param cellId which cell
 * @param facts about the image
 * @param input address of the picture that the network of this cell gets
 * @param side its width and height, in pixels
 * @param alt what the picture is
 * @param explain what can be asked of the runs of this cell
 * @param classes headings of the probabilities
 * @param rows what each run says, in the order of the cells and seeds
 * @param agreement how many runs are right, in words
 * @param refusal why the image is not shown; empty: it is
 */
public record ImagePage(
    Frame frame,
    StudyHead head,
    String cell,
    String cellId,
    List<Fact> facts,
    String input,
    int side,
    String alt,
    Explain explain,
    List<String> classes,
    List<Row> rows,
    String agreement,
    String refusal)
    implements Page {

  /**
   * What one run says.
   *
   * @param model its cell
   * @param here whether it is of the cell that leads here
   * @param probabilities one per class
   */
  public record Row(
      String model,
      String href,
      long seed,
      boolean here,
      String predicted,
      boolean wrong,
      String ofTruth,
      List<String> probabilities) {}

  /**
   * How the form asks what a run looked at.
   *
   * @param address to which it is sent
   * @param seeds of the scored runs of this cell
   * @param classes to choose from; empty: the method knows no classes
   * @param refusal why these models cannot be explained; empty: they can
   */
  public record Explain(String address, List<Long> seeds, List<String> classes, String refusal) {
    static Explain of(TestedCell tested, String address) {
      Cell cell = tested.cell();
      boolean attends = BackboneCatalogue.attendsEverywhere(cell.backbone());
      String refusal =
          cell.isPooled()
              ? "this row pools the models of all folds; the row of a fold has one model"
              : Explanation.refusal(cell.weights().model() != null, cell.head(), attends)
                  .orElse("");
      return new Explain(
          address,
          tested.runs().stream().map(PredictionsReady::seed).toList(),
          attends ? List.of() : tested.answers().classes(),
          refusal);
    }
  }

  static ImagePage of(
      Frame frame, StudyNow now, TestedCell tested, Answer answer, List<Said> all, String refusal) {
    StudyHead head = StudyHead.of(now, "");
    Cell cell = tested.cell();
    List<String> classes = tested.answers().classes();
    String truth = classes.get(answer.label());
    List<Row> rows = rows(now, cell, all);
    long right = rows.stream().filter(row -> !row.wrong()).count();
    return new ImagePage(
        frame,
        head,
        CellName.of(now, cell),
        cell.cellId(),
        List.of(
            new Fact("Image", answer.image()),
            new Fact("True class", truth),
            new Fact("This cell says", classes.get(answer.predicted())),
            new Fact("Probability of the true class", Figures.shown(answer.ofTruth())),
            new Fact("Loss", ImageTile.loss(answer.loss()))),
        WrongPage.base(head.id(), cell.cellId()) + "/" + answer.image() + "/input",
        cell.preprocessing().crop(),
        "Test image of class %s, as the network gets it".formatted(truth),
        Explain.of(
            tested,
            WrongPage.base(head.id(), cell.cellId()) + "/" + answer.image() + "/explanation"),
        classes,
        rows,
        "%d of %d runs say %s".formatted(right, rows.size(), truth),
        refusal);
  }

  private static List<Row> rows(StudyNow now, Cell here, List<Said> all) {
    List<LabelColumn> labels = LabelColumn.needed(now.report().cells());
    Map<String, String> names = new HashMap<>();
    List<Row> rows = new ArrayList<>();
    for (Said said : all) {
      Predictions.Row row = said.row();
      rows.add(
          new Row(
              names.computeIfAbsent(
                  said.cell().cellId(), id -> LabelColumn.sentence(said.cell(), labels)),
              "/view/%s/cells/%s".formatted(now.report().studyId(), said.cell().cellId()),
              said.run().seed(),
              said.cell().cellId().equals(here.cellId()),
              said.classes().get(row.predicted()),
              row.predicted() != row.label(),
              Figures.shown(row.probabilities()[row.label()]),
              java.util.Arrays.stream(row.probabilities()).mapToObj(Figures::shown).toList()));
    }
    return rows;
  }

  @Override
  public String title() {
    return "Image: " + cell;
  }
}
