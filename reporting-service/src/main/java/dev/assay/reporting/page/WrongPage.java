// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.StudyNow;
import dev.assay.reporting.images.CellAnswers;
import dev.assay.reporting.images.CellAnswers.Order;
import dev.assay.reporting.images.TestedCell;
import java.util.List;

/**
 * The test images that a cell got most wrong, by the template {@code wrong}.
 *
 * @param cell name of the cell
 * @param cellId which cell
 * @param orders in which they can be shown
 * @param images of this page
 * @param count of all images in this order
 * @param range which of them these are, in words
 * @param before address of the page before; empty: there is none
 * @param after address of the next page; empty: there is none
 * @param refusal why no images are shown; empty: they are
 */
public record WrongPage(
    Frame frame,
    StudyHead head,
    String cell,
    String cellId,
    List<Choice> orders,
    List<ImageTile> images,
    int count,
    String range,
    String before,
    String after,
    String refusal)
    implements Page {
  /** An order. */
  public record Choice(String name, String href, boolean chosen) {}

  /**
   * @param answers of the cell
   * @param page from 1; one after the last shows the last
   */
  static WrongPage of(
      Frame frame,
      StudyNow now,
      TestedCell tested,
      CellAnswers answers,
      Order order,
      int page,
      String refusal) {
    List<CellAnswers.Answer> sorted = answers.sorted(order);
    StudyHead head = StudyHead.of(now, "");
    String cellId = tested.cell().cellId();
    String base = base(head.id(), cellId);
    Paging<CellAnswers.Answer> paging =
        Paging.of(sorted, page, base + "?order=" + order.label() + "&page=");
    return new WrongPage(
        frame,
        head,
        CellName.of(now, tested.cell()),
        cellId,
        List.of(
            choice("Largest loss", base, Order.LOSS, order),
            choice("Wrong and sure", base, Order.CONFIDENCE, order)),
        paging.shown().stream()
            .map(answer -> ImageTile.of(answer, answers.classes(), base))
            .toList(),
        sorted.size(),
        paging.range(),
        paging.before(),
        paging.after(),
        refusal);
  }

  /** Where the images of a cell are. */
  static String base(String studyId, String cellId) {
    return "/view/%s/cells/%s/images".formatted(studyId, cellId);
  }

  private static Choice choice(String name, String base, Order order, Order chosen) {
    return new Choice(name, base + "?order=" + order.label(), order == chosen);
  }

  @Override
  public String title() {
    return "Images: " + cell;
  }
}
