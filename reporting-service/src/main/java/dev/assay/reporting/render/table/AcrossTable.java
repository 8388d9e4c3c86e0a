// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.table;

import dev.assay.reporting.render.table.Grid.Column;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.AcrossDatasets;
import dev.assay.reporting.report.AcrossDatasets.Effect;
import dev.assay.reporting.report.AcrossDatasets.MeanRank;
import dev.assay.reporting.report.AcrossDatasets.Ranking;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** The differences of a study's family over several data sets, and the mean ranks of its cells. */
final class AcrossTable {
  private static final String TITLE = "Across data sets";

  private static final List<Column<Effect>> EFFECTS =
      List.of(
          Column.words("First - second", Effect::label),
          Column.figure("Sets", effect -> String.valueOf(effect.differences().size())),
          Column.figure("Mean", effect -> Figures.shown(effect.mean())),
          Column.figure("sd", effect -> Figures.shown(effect.sd())),
          Column.figure("Mean / sd", effect -> Figures.shown(effect.standardised())),
          Column.figure("First better", effect -> String.valueOf(effect.firstBetter())),
          Column.figure("Second better", effect -> String.valueOf(effect.secondBetter())),
          Column.words("On each", AcrossTable::differences));

  private static final List<Column<MeanRank>> RANKS =
      List.of(
          Column.words("Cell", MeanRank::cell),
          Column.figure("Mean rank", cell -> Figures.shown(cell.rank())));

  private AcrossTable() {}

  /**
   * @param ofFindings whether the metric is the mean over findings
   */
  static List<Grid> of(AcrossDatasets across, boolean ofFindings) {
    String metric = (ofFindings ? "mean " : "") + PaperNames.metricInSentence(across.metric());
    List<Grid> grids = new ArrayList<>();
    if (!across.effects().isEmpty()) {
      grids.add(Grid.of(TITLE + ": differences in " + metric, EFFECTS, across.effects()));
    }
    Ranking ranking = across.ranking();
    if (ranking != null) {
      grids.add(Grid.of(TITLE + ": mean ranks by " + metric, RANKS, ranking.cells()));
    }
    return grids;
  }

  private static String differences(Effect effect) {
    return effect.differences().stream()
        .map(on -> on.dataset() + " " + Figures.shown(on.difference()))
        .collect(Collectors.joining("; "));
  }
}
