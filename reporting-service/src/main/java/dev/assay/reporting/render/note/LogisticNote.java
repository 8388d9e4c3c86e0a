// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.ModelManifest.TriedPenalty;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.ModelFacts;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** How rows of head {@code logistic} are fitted, and the penalty that was chosen for each. */
final class LogisticNote {
  private LogisticNote() {}

  static List<Note> of(Report report) {
    List<Cell> cells =
        report.cells().stream().filter(cell -> cell.head().equals(FrozenRecipe.LOGISTIC)).toList();
    if (cells.isEmpty()) {
      return List.of();
    }
    String grids =
        cells.stream()
            .map(cell -> cell.recipe().onFeatures().grid())
            .distinct()
            .map(grid -> grid.stream().map(Figures::exact).collect(Collectors.joining(", ")))
            .collect(Collectors.joining("; "));
    String losses =
        cells.stream()
            .map(cell -> cell.recipe().loss())
            .filter(Objects::nonNull)
            .distinct()
            .map(loss -> ", " + TrainingNote.loss(loss))
            .collect(Collectors.joining());
    List<String> lines = chosen(report);
    return Note.one(
        "Head logistic",
        (report.hasFindings()
                ? "An L2 logistic regression for each finding, on the training images for which the"
                    + " finding is known, with features standardised on the training images"
                : "L2 multinomial logistic regression on features standardised on the training"
                    + " images")
            + losses
            + ". It is solved to convergence, so it has no learning rate and no epochs and is the"
            + " same"
            + " for every seed. The penalty was chosen on validation images (%s; among equals the stronger one) among %s.%s"
                .formatted(
                    report.checkpoint().label(),
                    grids,
                    lines.isEmpty() ? "" : " Chosen: " + String.join("; ", lines) + "."));
  }

  private static List<String> chosen(Report report) {
    List<LabelColumn> labels = LabelColumn.needed(report.cells());
    List<String> lines = new ArrayList<>();
    for (Row row : report.trainedRows()) {
      String chosen =
          row.runs().stream()
              .map(ModelFacts::penalties)
              .filter(Objects::nonNull)
              .map(LogisticNote::chosen)
              .distinct()
              .collect(Collectors.joining(" or "));
      if (!chosen.isEmpty()) {
        lines.add(
            "%s, %s: %s"
                .formatted(row.cell().dataset(), LabelColumn.sentence(row.cell(), labels), chosen));
      }
    }
    return lines;
  }

  /** Of several findings each has its own. */
  private static String chosen(List<TriedPenalty> tried) {
    Map<String, List<TriedPenalty>> ofFindings = new LinkedHashMap<>();
    for (TriedPenalty one : tried) {
      String finding = one.finding();
      if (finding == null) {
        return chosenOf(tried);
      }
      ofFindings.computeIfAbsent(finding, k -> new ArrayList<>()).add(one);
    }
    return ofFindings.entrySet().stream()
        .map(of -> of.getKey() + " " + chosenOf(of.getValue()))
        .collect(Collectors.joining(", "));
  }

  private static String chosenOf(List<TriedPenalty> tried) {
    TriedPenalty chosen =
        tried.stream().filter(TriedPenalty::chosen).findFirst().orElse(tried.getFirst());
    boolean end = chosen.equals(tried.getFirst()) || chosen.equals(tried.getLast());
    return Figures.exact(chosen.penalty())
        + (end && tried.size() > 1 ? " (an end of the grid)" : "");
  }
}
