// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.page;

import dev.assay.contracts.cell.Cell;
import dev.assay.reporting.StudyNow;
import dev.assay.reporting.render.column.LabelColumn;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the rows of an image's page call the cells of a study, and where these are. */
final class RunTitles {
  private final StudyNow now;
  private final List<LabelColumn> labels;
  private final Map<String, String> names = new HashMap<>();

  RunTitles(StudyNow now) {
    this.now = now;
    this.labels = LabelColumn.needed(now.report().cells());
  }

  String of(Cell cell) {
    return names.computeIfAbsent(cell.cellId(), id -> LabelColumn.sentence(cell, labels));
  }

  String href(Cell cell) {
    return "/view/%s/cells/%s".formatted(now.report().studyId(), cell.cellId());
  }
}
