// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.reporting.plot.Plot.Content;
import dev.assay.reporting.plot.Plot.Kind;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.AcrossDatasets;
import dev.assay.reporting.report.AcrossDatasets.MeanRank;
import dev.assay.reporting.report.AcrossDatasets.Ranking;
import dev.assay.reporting.report.Report;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The critical-difference diagram over data sets (Demsar, JMLR 7, 2006). */
final class RankPlot {
  private static final int WIDTH = 400;
  private static final int ROW = 11;
  private static final int HEAD = 70;
  private static final int GROUP = 6;

  private RankPlot() {}

  record Ranked(String name, double rank, String text) {}

  record Data(
      String alt,
      int most,
      double distance,
      String distanceText,
      List<Ranked> cells,
      List<List<Double>> groups) {}

  static Optional<Plot> of(Report report) {
    AcrossDatasets across = report.acrossDatasets();
    Ranking ranking = across == null ? null : across.ranking();
    if (across == null || ranking == null) {
      return Optional.empty();
    }
    List<MeanRank> cells =
        ranking.cells().stream().sorted(Comparator.comparingDouble(MeanRank::rank)).toList();
    List<List<Double>> groups = groups(cells, ranking.criticalDifference());
    String caption =
        "Mean ranks in %s over %d data sets. Rows that a bar joins do not differ by more than Nemenyi's critical difference at level %s."
            .formatted(
                PaperNames.metricInSentence(across.metric()),
                across.datasets().size(),
                Figures.exact(ranking.alpha()));
    return Optional.of(
        new Plot(
            "critical-difference",
            Kind.RANKS,
            caption,
            WIDTH,
            HEAD + GROUP * groups.size() + ROW * Math.ceilDiv(cells.size(), 2),
            () ->
                new Content(
                    new Data(
                        caption,
                        cells.size(),
                        ranking.criticalDifference(),
                        "critical difference " + two(ranking.criticalDifference()),
                        cells.stream()
                            .map(cell -> new Ranked(cell.cell(), cell.rank(), two(cell.rank())))
                            .toList(),
                        groups),
                    table(cells, ranking))));
  }

  /** The widest groups of neighbours of which no two differ. */
  static List<List<Double>> groups(List<MeanRank> sorted, double distance) {
    List<List<Double>> groups = new ArrayList<>();
    int reached = -1;
    for (int i = 0; i < sorted.size(); i++) {
      int last = i;
      while (last + 1 < sorted.size()
          && sorted.get(last + 1).rank() - sorted.get(i).rank() <= distance) {
        last++;
      }
      if (last > i && last > reached) {
        groups.add(List.of(sorted.get(i).rank(), sorted.get(last).rank()));
        reached = last;
      }
    }
    return groups;
  }

  private static List<List<String>> table(List<MeanRank> cells, Ranking ranking) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("row", "mean_rank", "critical_difference"));
    cells.forEach(
        cell ->
            rows.add(
                List.of(
                    cell.cell(),
                    Figures.exact(cell.rank()),
                    Figures.exact(ranking.criticalDifference()))));
    return rows;
  }

  private static String two(double value) {
    return new BigDecimal(value).setScale(2, RoundingMode.HALF_EVEN).toPlainString();
  }
}
