// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.StudyNow;
import dev.assay.reporting.images.FindingAnswers;
import dev.assay.reporting.images.FindingAnswers.Answer;
import dev.assay.reporting.images.FindingAnswers.Filter;
import dev.assay.reporting.images.FindingAnswers.Order;
import dev.assay.reporting.images.TestedCell;
import java.util.Arrays;
import java.util.List;

/**
 * The test images of a cell and one finding that they may show among others, by the template {@code
 * findings}.
 *
 * @param cell name of the cell
 * @param cellId which cell
 * @param finding that the page is about
 * @param findings of the cell, to choose from
 * @param filter and
 * @param order which a choice of another finding keeps
 * @param filters by what is known of the finding
 * @param orders in which the images can be shown
 * @param images of this page
 * @param range which of the images these are, in words
 * @param before address of the page before; empty: there is none
 * @param after address of the next page; empty: there is none
 * @param refusal why no images are shown; empty: they are
 */
public record FindingsPage(
    Frame frame,
    StudyHead head,
    String cell,
    String cellId,
    String finding,
    List<Explain.Option> findings,
    String filter,
    String order,
    List<WrongPage.Choice> filters,
    List<WrongPage.Choice> orders,
    List<FindingTile> images,
    String range,
    String before,
    String after,
    String refusal)
    implements Page {

  /**
   * @param answers of the cell
   * @param page from 1; one after the last shows the last
   */
  static FindingsPage of(
      Frame frame,
      StudyNow now,
      TestedCell tested,
      FindingAnswers answers,
      FindingView view,
      int page,
      String refusal) {
    StudyHead head = StudyHead.of(now, "");
    String cellId = tested.cell().cellId();
    String base = WrongPage.base(head.id(), cellId);
    Paging<Answer> paging =
        Paging.of(
            answers.sorted(view.finding(), view.filter(), view.order()),
            page,
            view.address(base) + "&page=");
    return new FindingsPage(
        frame,
        head,
        CellName.of(now, tested.cell()),
        cellId,
        view.name(),
        answers.findings().stream()
            .map(name -> new Explain.Option(name, name.equals(view.name())))
            .toList(),
        view.filter().label(),
        view.order().label(),
        Arrays.stream(Filter.values()).map(filter -> choice(answers, view, filter, base)).toList(),
        Arrays.stream(Order.values())
            .map(
                order ->
                    new WrongPage.Choice(
                        name(order), view.with(order).address(base), order == view.order()))
            .toList(),
        paging.shown().stream()
            .map(answer -> FindingTile.of(answer, view.finding(), view.name(), base))
            .toList(),
        paging.range(),
        paging.before(),
        paging.after(),
        refusal);
  }

  private static WrongPage.Choice choice(
      FindingAnswers answers, FindingView view, Filter filter, String base) {
    return new WrongPage.Choice(
        "%s (%d)".formatted(name(filter), answers.count(view.finding(), filter)),
        view.with(filter).address(base),
        filter == view.filter());
  }

  private static String name(Filter filter) {
    return switch (filter) {
      case ALL -> "All";
      case PRESENT -> "Present";
      case ABSENT -> "Absent";
      case UNKNOWN -> "Not known";
    };
  }

  private static String name(Order order) {
    return switch (order) {
      case WRONG -> "Most wrong first";
      case PROBABILITY -> "Highest probability first";
    };
  }

  @Override
  public String title() {
    return "Images: " + cell;
  }
}
