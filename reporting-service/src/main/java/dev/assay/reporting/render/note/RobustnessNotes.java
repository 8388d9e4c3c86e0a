// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.file.RobustnessMetrics;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.CellRobustness;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the rows of corrupted test images mean. */
public final class RobustnessNotes {
  private RobustnessNotes() {}

  /**
   * @param found at least one
   */
  public static List<Note> of(Report report, Section section, List<CellRobustness> found) {
    String title = "Robustness on " + section.name();
    List<Note> notes = new ArrayList<>(List.of(new Note(title, meaning(found))));
    List<String> remarks = remarks(found, LabelColumn.needed(report.cells()));
    if (!remarks.isEmpty()) {
      notes.add(new Note(title + ": remarks", String.join("; ", remarks) + "."));
    }
    return notes;
  }

  private static String meaning(List<CellRobustness> found) {
    CellRobustness first = found.getFirst();
    String adjusted =
        found.stream()
            .flatMap(of -> of.found().stream())
            .map(RobustnessMetrics::adjustedBy)
            .filter(by -> by != null)
            .findFirst()
            .map(by -> " (" + by + ")")
            .orElse("");
    return "The trained models are scored again on corrupted test images; no training and no"
        + " validation image is changed. The severities are those of MedMNIST-C for chest X-rays"
        + " (Di Salvo et al. 2024), from 1 to 5. Drop: how much worse %s is than on the same images as they"
            .formatted(
                PaperNames.metricInSentence(
                    first.file().plan().robustness() == null
                        ? ""
                        : first.file().plan().robustness().metric()))
        + " are, with a paired interval of %s%% confidence; above 0 is worse."
            .formatted(Figures.percent(first.file().plan().confidence()))
        + " The drops of a cell and their mean are a family of their own: p is adjusted over"
        + " them%s, not over cells, and they are no part of the comparisons between models that the study declares."
            .formatted(adjusted);
  }

  /** Each remark once, followed by the cells it is about unless these are all. */
  private static List<String> remarks(List<CellRobustness> found, List<LabelColumn> labels) {
    Map<String, Set<String>> cells = new LinkedHashMap<>();
    for (CellRobustness of : found) {
      List<String> remarks =
          of.found().map(RobustnessMetrics::notes).orElseGet(() -> List.of(of.reason()));
      remarks.forEach(
          remark ->
              cells
                  .computeIfAbsent(remark, k -> new LinkedHashSet<>())
                  .add(LabelColumn.sentence(of.cell(), labels)));
    }
    List<String> remarks = new ArrayList<>();
    cells.forEach(
        (remark, of) ->
            remarks.add(
                of.size() == found.size() ? remark : remark + " (" + String.join("; ", of) + ")"));
    return remarks;
  }
}
