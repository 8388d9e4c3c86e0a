// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.table;

import dev.assay.reporting.render.column.CellNames;
import dev.assay.reporting.render.note.AcrossNotes;
import dev.assay.reporting.render.note.ComparisonNotes;
import dev.assay.reporting.render.note.Note;
import dev.assay.reporting.render.note.Notes;
import dev.assay.reporting.render.note.RobustnessNotes;
import dev.assay.reporting.render.note.SubgroupNotes;
import dev.assay.reporting.report.AcrossDatasets;
import dev.assay.reporting.report.CellRobustness;
import dev.assay.reporting.report.CellSubgroups;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables that follow the one of metrics, before they are typeset.
 *
 * @param kind one word, for labels
 * @param grids in the order they are printed
 * @param notes what a reader of these numbers must know
 */
public record SupplementaryTable(String kind, List<Grid> grids, List<Note> notes) {
  /** All of a report, in the order they are printed. */
  public static List<SupplementaryTable> of(Report report) {
    List<SupplementaryTable> all = new ArrayList<>();
    for (Section section : report.sections()) {
      FindingsTable.of(report, section)
          .ifPresent(grid -> all.add(new SupplementaryTable("findings", List.of(grid), List.of())));
    }
    report.sections().forEach(section -> comparison(report, section, all));
    AcrossDatasets across = report.acrossDatasets();
    if (across != null) {
      all.add(
          new SupplementaryTable(
              "across", AcrossTable.of(across, report.hasFindings()), AcrossNotes.of(across)));
    }
    for (Section section : report.sections()) {
      List<CellSubgroups> found = CellSubgroups.of(section);
      if (!found.isEmpty()) {
        all.add(
            new SupplementaryTable(
                "subgroups",
                SubgroupTable.of(report, section, found),
                SubgroupNotes.of(report, section, found)));
      }
    }
    for (Section section : report.sections()) {
      RobustnessTable.of(report, section)
          .ifPresent(
              grid ->
                  all.add(
                      new SupplementaryTable(
                          "robustness",
                          List.of(grid),
                          RobustnessNotes.of(report, section, CellRobustness.of(section)))));
    }
    return List.copyOf(all);
  }

  /** A comparison that failed, then the newest that succeeded. */
  private static void comparison(Report report, Section section, List<SupplementaryTable> all) {
    ComparisonNotes.failure(section)
        .ifPresent(note -> all.add(new SupplementaryTable("comparison", List.of(), List.of(note))));
    section
        .comparisons()
        .ifPresent(
            file -> {
              CellNames names = CellNames.of(report, section, file);
              all.add(
                  new SupplementaryTable(
                      "comparison",
                      ComparisonTable.of(section, file, names),
                      ComparisonNotes.of(section, file, names)));
            });
  }

  /** Every note of a report; those of its supplementary tables come last. */
  public static List<Note> allNotes(Report report) {
    List<Note> notes = new ArrayList<>(Notes.of(report));
    of(report).forEach(table -> notes.addAll(table.notes()));
    return List.copyOf(notes);
  }
}
