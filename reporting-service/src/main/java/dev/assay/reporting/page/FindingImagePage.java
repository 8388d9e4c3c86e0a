// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.contracts.file.FindingPredictions;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.images.CellImages.Said;
import dev.assay.reporting.images.FindingAnswers;
import dev.assay.reporting.images.FindingAnswers.Answer;
import dev.assay.reporting.images.TestedCell;
import dev.assay.reporting.render.text.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One test image that may show several findings, and what every model of the study says of it, by
 * the template {@code finding-image}.
 *
 * @param cell name of the cell that leads here
 * @param cellId which cell
 * @param facts about the image
 * @param input address of the picture that the network of this cell gets
 * @param side its width and height, in pixels
 * @param alt what the picture is
 * @param explain what can be asked of the runs of this cell
 * @param findings what is known of each and what this cell says
 * @param rows what each run says, in the order of the cells and seeds
 * @param back address of the images of the chosen finding
 * @param refusal why the image is not shown; empty: it is
 */
public record FindingImagePage(
    Frame frame,
    StudyHead head,
    String cell,
    String cellId,
    List<Fact> facts,
    String input,
    int side,
    String alt,
    Explain explain,
    List<Finding> findings,
    List<Row> rows,
    String back,
    String refusal)
    implements Page {

  /**
   * One finding.
   *
   * @param href address of the images of this cell by this finding
   * @param truth present, absent or not known
   * @param probability that it is present, the mean over the seeds
   * @param chosen whether the page was opened for it
   */
  public record Finding(
      String name, String href, String truth, String probability, boolean chosen) {}

  /**
   * What one run says.
   *
   * @param model its cell
   * @param here whether it is of the cell that leads here
   * @param probabilities one per finding
   */
  public record Row(
      String model, String href, long seed, boolean here, List<String> probabilities) {}

  static FindingImagePage of(
      Frame frame,
      StudyNow now,
      TestedCell tested,
      Answer answer,
      FindingView view,
      List<Said<FindingPredictions.Row>> all,
      String refusal) {
    StudyHead head = StudyHead.of(now, "");
    String cellId = tested.cell().cellId();
    String base = WrongPage.base(head.id(), cellId);
    String truth = FindingTile.truth(answer.truth(), view.finding());
    return new FindingImagePage(
        frame,
        head,
        CellName.of(now, tested.cell()),
        cellId,
        List.of(
            new Fact("Image", answer.image()),
            new Fact("Finding", view.name()),
            new Fact("Truth", truth),
            new Fact(
                "Probability by this cell", Figures.shown(answer.probabilities()[view.finding()]))),
        base + "/" + answer.image() + "/input",
        tested.cell().preprocessing().crop(),
        "Test image, %s %s, as the network gets it".formatted(view.name(), truth),
        Explain.of(tested, base + "/" + answer.image() + "/explanation", view.name()),
        findings(tested.answers().names(), answer, view, base),
        rows(now, cellId, all),
        view.address(base),
        refusal);
  }

  private static List<Finding> findings(
      List<String> names, Answer answer, FindingView view, String base) {
    List<Finding> findings = new ArrayList<>();
    for (int f = 0; f < names.size(); f++) {
      FindingView other =
          new FindingView(f, names.get(f), FindingAnswers.Filter.ALL, FindingAnswers.Order.WRONG);
      findings.add(
          new Finding(
              names.get(f),
              other.address(base),
              FindingTile.truth(answer.truth(), f),
              Figures.shown(answer.probabilities()[f]),
              f == view.finding()));
    }
    return findings;
  }

  private static List<Row> rows(StudyNow now, String here, List<Said<FindingPredictions.Row>> all) {
    RunTitles titles = new RunTitles(now);
    return all.stream()
        .map(
            said ->
                new Row(
                    titles.of(said.cell()),
                    titles.href(said.cell()),
                    said.run().seed(),
                    said.cell().cellId().equals(here),
                    Arrays.stream(said.row().probabilities()).mapToObj(Figures::shown).toList()))
        .toList();
  }

  @Override
  public String title() {
    return "Image: " + cell;
  }
}
