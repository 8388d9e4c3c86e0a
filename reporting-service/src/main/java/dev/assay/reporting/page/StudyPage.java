// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.reporting.StudyNow;
import dev.assay.reporting.live.LiveTable;
import dev.assay.reporting.live.StudyGrid;
import java.util.List;

/**
 * The cells of a study while it runs, by the template {@code study}.
 *
 * @param table of its cells
 * @param notes what a reader of the results must know
 * @param problems comparisons that failed
 */
public record StudyPage(
    Frame frame, StudyHead head, LiveTable table, List<String> notes, List<String> problems)
    implements Page {
  static StudyPage of(Frame frame, StudyNow now) {
    return new StudyPage(
        frame,
        StudyHead.of(now, "progress"),
        StudyGrid.of(now),
        now.status().notes(),
        now.status().failedComparisons());
  }

  @Override
  public String title() {
    return head.name();
  }

  @Override
  public String events() {
    return "/view/" + head.id() + "/events";
  }
}
