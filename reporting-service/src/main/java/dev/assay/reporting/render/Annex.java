package dev.assay.reporting.render;

import dev.assay.reporting.render.ComparisonTable.Grid;
import java.util.ArrayList;
import java.util.List;

/**
 * Tables that follow the one of metrics, before they are typeset.
 *
 * @param kind one word, for labels
 * @param grids in the order they are printed
 * @param notes what a reader of these numbers must know
 */
record Annex(String kind, List<Grid> grids, List<Note> notes) {
  /** All of a report, in the order they are printed. */
  static List<Annex> of(Report report) {
    List<Annex> all = new ArrayList<>();
    ComparisonTable.of(report)
        .forEach(table -> all.add(new Annex("comparison", table.grids(), table.notes())));
    all.addAll(AcrossTable.of(report));
    all.addAll(SubgroupTable.of(report));
    return List.copyOf(all);
  }

  /** Every note of a report, those of its annexes last. */
  static List<Note> allNotes(Report report) {
    List<Note> notes = new ArrayList<>(Notes.of(report));
    of(report).forEach(annex -> notes.addAll(annex.notes()));
    return List.copyOf(notes);
  }
}
