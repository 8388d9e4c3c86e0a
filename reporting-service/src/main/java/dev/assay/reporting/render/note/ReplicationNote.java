// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.reporting.report.Report;
import java.util.List;

/** Which rows repeat mistakes of the original study's code. */
final class ReplicationNote {
  private ReplicationNote() {}

  static List<Note> of(Report report) {
    List<String> switches =
        report.cells().stream()
            .flatMap(cell -> cell.recipe().switches().stream())
            .distinct()
            .toList();
    return switches.isEmpty()
        ? List.of()
        : Note.one(
            "Replication",
            "Rows with (replication) repeat mistakes of the original code (%s) and take part in no comparison."
                .formatted(String.join(", ", switches)));
  }
}
