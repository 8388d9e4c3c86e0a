// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.note;

import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.CellSubgroups;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the subgroups of one data set and the gaps between them mean. */
public final class SubgroupNotes {
  private static final String VARIATION =
      " Heterogeneity: a random-effects model of the points and intervals of three subgroups or"
          + " more; variance between them by Paule and Mandel (1982), interval of the mean by"
          + " Hartung and Knapp (2001), I2 by Higgins and Thompson (2002), p of equal subgroups by"
          + " Cochran's Q (1954), and where a further subgroup is expected by Higgins et al."
          + " (2009).";

  private SubgroupNotes() {}

  /**
   * @param found at least one
   */
  public static List<Note> of(Report report, Section section, List<CellSubgroups> found) {
    String title = "Subgroups of " + section.name();
    List<Note> notes = new ArrayList<>(List.of(new Note(title, meaning(found))));
    List<String> remarks = remarks(found, LabelColumn.needed(report.cells()));
    if (!remarks.isEmpty()) {
      notes.add(new Note(title + ": remarks", String.join("; ", remarks) + "."));
    }
    return notes;
  }

  private static String meaning(List<CellSubgroups> found) {
    MetricsFile file = found.getFirst().file();
    EvaluationPlan plan = file.plan();
    return "The study declares subgroups of %s by %s. Intervals have %s%% confidence, as in the table of metrics."
            .formatted(
                PaperNames.metricInSentence(found.getFirst().metrics().metric()),
                Words.list(found.stream().map(CellSubgroups::attribute).distinct().toList()),
                Figures.percent(plan.confidence()))
        + " The largest of many gaps is large by chance alone, so it has no interval. Its p is the"
        + " share of gaps that are as large in a permutation test, which assigns the attribute to"
        + " the %s anew at random %s times with seed %s."
            .formatted(
                Words.plural("image".equals(plan.unit()) ? "image" : file.data().groupKind()),
                plan.resamples(),
                plan.seed())
        + " Exploratory: p is not adjusted for the number of attributes and cells. Subgroups of"
        + " fewer than 10, and images whose value is not stated, are not part of any gap."
        + (found.stream().anyMatch(of -> of.metrics().variation() != null) ? VARIATION : "");
  }

  /** Each remark once, followed by the cells it is about unless these are all. */
  private static List<String> remarks(List<CellSubgroups> found, List<LabelColumn> labels) {
    Map<String, Set<String>> cells = new LinkedHashMap<>();
    for (CellSubgroups of : found) {
      List<String> causes = new ArrayList<>();
      String reason = of.metrics().reason();
      if (reason != null) {
        causes.add("no gap by " + of.attribute() + ": " + reason);
      }
      causes.addAll(of.metrics().notes());
      causes.forEach(
          cause ->
              cells
                  .computeIfAbsent(cause, k -> new LinkedHashSet<>())
                  .add(LabelColumn.sentence(of.cell(), labels)));
    }
    long all = found.stream().map(CellSubgroups::cell).distinct().count();
    List<String> remarks = new ArrayList<>();
    cells.forEach(
        (cause, of) ->
            remarks.add(of.size() == all ? cause : cause + " (" + String.join("; ", of) + ")"));
    return remarks;
  }
}
