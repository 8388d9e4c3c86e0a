// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.json;

import dev.assay.contracts.Json;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.reporting.render.note.Note;
import dev.assay.reporting.render.table.SupplementaryTable;
import dev.assay.reporting.report.AcrossDatasets;
import dev.assay.reporting.report.Report;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The whole report as canonical JSON, with the stored doubles, and the notes as they are printed.
 */
public final class JsonReport {
  public static final int FORMAT_VERSION = 1;

  private JsonReport() {}

  /** What {@link Report} has, and more; its properties are written as they come. */
  private record Document(
      @Nullable AcrossDatasets acrossDatasets,
      Checkpoint checkpoint,
      String device,
      int formatVersion,
      String name,
      List<Note> notes,
      Report.Outcome outcome,
      boolean partial,
      EvaluationPlan plan,
      List<String> remarks,
      List<Report.Section> sections,
      List<Long> seeds,
      String studyId,
      int threads) {
    static Document of(Report report) {
      return new Document(
          report.acrossDatasets(),
          report.checkpoint(),
          report.device(),
          FORMAT_VERSION,
          report.name(),
          SupplementaryTable.allNotes(report),
          report.outcome(),
          report.partial(),
          report.plan(),
          report.remarks(),
          report.sections(),
          report.seeds(),
          report.studyId(),
          report.threads());
    }
  }

  public static String render(Report report) {
    StringBuilder text = new StringBuilder();
    write(report, text);
    return text.toString();
  }

  /**
   * Writes it row by row: of a large study the text is several times as large as the report.
   *
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public static void write(Report report, Appendable out) {
    Json.writePretty(Document.of(report), out);
  }
}
