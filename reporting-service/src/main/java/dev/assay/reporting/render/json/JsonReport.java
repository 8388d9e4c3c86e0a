// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.json;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.assay.contracts.Json;
import dev.assay.reporting.render.note.Note;
import dev.assay.reporting.render.table.SupplementaryTable;
import dev.assay.reporting.report.Report;
import java.util.List;

/**
 * The whole report as canonical JSON, with the stored doubles, and the notes as they are printed.
 */
public final class JsonReport {
  public static final int FORMAT_VERSION = 1;

  private JsonReport() {}

  private record Document(
      int formatVersion, boolean partial, @JsonUnwrapped Report report, List<Note> notes) {}

  public static String render(Report report) {
    return Json.writePretty(
        new Document(
            FORMAT_VERSION, report.partial(), report, SupplementaryTable.allNotes(report)));
  }
}
