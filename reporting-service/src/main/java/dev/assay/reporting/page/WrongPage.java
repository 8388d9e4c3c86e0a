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
  private static final int EACH = 24;

  /** An order. */
  public record Choice(String name, String href, boolean chosen) {}

  /**
   * @param page from 1; one after the last shows the last
   */
  static WrongPage of(
      Frame frame, StudyNow now, TestedCell tested, Order order, int page, String refusal) {
    List<CellAnswers.Answer> sorted = tested.answers().sorted(order);
    int last = Math.max(1, (sorted.size() + EACH - 1) / EACH);
    int shown = Math.clamp(page, 1, last);
    int from = EACH * (shown - 1);
    int to = Math.min(sorted.size(), from + EACH);
    StudyHead head = StudyHead.of(now, "");
    String cellId = tested.cell().cellId();
    String base = base(head.id(), cellId);
    String address = base + "?order=" + order.label() + "&page=";
    return new WrongPage(
        frame,
        head,
        CellName.of(now, tested.cell()),
        cellId,
        List.of(
            choice("Largest loss", base, Order.LOSS, order),
            choice("Wrong and sure", base, Order.CONFIDENCE, order)),
        sorted.subList(from, to).stream()
            .map(answer -> ImageTile.of(answer, tested.answers().classes(), base))
            .toList(),
        sorted.size(),
        sorted.isEmpty() ? "none" : "%d to %d of %d".formatted(from + 1, to, sorted.size()),
        shown > 1 ? address + (shown - 1) : "",
        shown < last ? address + (shown + 1) : "",
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
