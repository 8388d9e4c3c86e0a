// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.images.CellAnswers.Answer;
import dev.assay.reporting.images.CellImages.Said;
import dev.assay.reporting.images.TestedCell;
import dev.assay.reporting.render.text.Figures;
import java.util.ArrayList;
import java.util.List;

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

  static ImagePage of(
      Frame frame,
      StudyNow now,
      TestedCell tested,
      Answer answer,
      List<Said<Predictions.Row>> all,
      String refusal) {
    StudyHead head = StudyHead.of(now, "");
    Cell cell = tested.cell();
    List<String> classes = tested.answers().names();
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
            WrongPage.base(head.id(), cell.cellId()) + "/" + answer.image() + "/explanation",
            ""),
        classes,
        rows,
        "%d of %d runs say %s".formatted(right, rows.size(), truth),
        refusal);
  }

  private static List<Row> rows(StudyNow now, Cell here, List<Said<Predictions.Row>> all) {
    RunTitles titles = new RunTitles(now);
    List<Row> rows = new ArrayList<>();
    for (Said<Predictions.Row> said : all) {
      Predictions.Row row = said.row();
      rows.add(
          new Row(
              titles.of(said.cell()),
              titles.href(said.cell()),
              said.run().seed(),
              said.cell().cellId().equals(here.cellId()),
              said.names().get(row.predicted()),
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
