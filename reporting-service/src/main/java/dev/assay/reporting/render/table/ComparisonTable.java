// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.table;

import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.MarginTest;
import dev.assay.contracts.file.ComparisonsFile.MetricComparison;
import dev.assay.contracts.file.ComparisonsFile.Point;
import dev.assay.contracts.file.ComparisonsFile.RankSet;
import dev.assay.reporting.render.column.CellNames;
import dev.assay.reporting.render.table.Grid.Column;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How the cells of one data set compare on the primary metric: the differences, and the ranks that
 * they leave open. The exploratory metrics are in CSV and JSON: a table of everything would invite
 * readers to pick.
 */
final class ComparisonTable {
  private ComparisonTable() {}

  static List<Grid> of(Section section, ComparisonsFile file, CellNames names) {
    MetricComparison primary = file.primary();
    String metric = PaperNames.metricInSentence(primary.name());
    List<Grid> grids = new ArrayList<>();
    if (!primary.contrasts().isEmpty()) {
      grids.add(
          Grid.of(
                  section.name() + ": differences in " + metric,
                  differenceColumns(section, metric, primary.contrasts(), names),
                  primary.contrasts())
              .withBelow(differences(file, primary)));
    }
    List<Contrast> means = primary.means();
    if (means != null && !means.isEmpty()) {
      grids.add(
          Grid.of(
                  "%s: differences in the mean %s over findings".formatted(section.name(), metric),
                  differenceColumns(section, "mean " + metric, means, names),
                  means)
              .withBelow("Exploratory, and a family of their own."));
    }
    if (!primary.ranks().isEmpty()) {
      grids.add(
          Grid.of(
                  section.name() + ": ranks by " + metric,
                  rankColumns(primary, names),
                  primary.ranks())
              .withBelow(
                  "Ranks left open: every rank that the simultaneous intervals of all pairs do not"
                      + " exclude."));
    }
    return grids;
  }

  private static String differences(ComparisonsFile file, MetricComparison primary) {
    boolean exploratory = primary.contrasts().stream().anyMatch(c -> !c.confirmatory());
    return "[simultaneous]: all true differences of the family lie within these together with %s %% confidence; p adjusted over the family of %s. Undecided does not mean equal.%s"
        .formatted(
            Figures.percent(1 - file.plan().alphaOfInterimAnalysis()),
            primary.contrasts().size(),
            exploratory ? " Exploratory: not declared before there were results." : "");
  }

  /** In the order they are printed; those about a margin only where one was declared. */
  private static List<Column<Contrast>> differenceColumns(
      Section section, String metric, List<Contrast> contrasts, CellNames names) {
    List<Column<Contrast>> columns = new ArrayList<>();
    if (contrasts.stream().anyMatch(c -> c.finding() != null)) {
      columns.add(Column.words("Finding", c -> Objects.requireNonNullElse(c.finding(), "")));
    }
    columns.add(Column.words("First - second", names::contrast));
    columns.add(Column.figure("Difference in " + metric, c -> Figures.shown(c.difference())));
    columns.add(
        Column.figure(
            "[simultaneous]",
            c -> Figures.interval(c.simultaneousLower(), c.simultaneousUpper()).orElse("none")));
    columns.add(Column.figure("Adjusted p", c -> Figures.p(c.adjustedP())));
    if (contrasts.stream().anyMatch(c -> c.margin() != null)) {
      columns.add(
          Column.figure("Not inferior p", c -> p(c.margin(), MarginTest::firstNotInferior)));
      columns.add(Column.figure("Equivalent p", c -> p(c.margin(), MarginTest::equivalent)));
    }
    // Of areas under curves there are no decisions that could differ.
    if (!section.hasFindings()) {
      columns.add(
          Column.figure(
              "Discordant",
              c -> c.discordantUnits() == null ? "" : c.discordantUnits().toString()));
    }
    columns.add(
        Column.words(
            section.hasFindings() ? "Verdict" : "Finding",
            c -> c.verdict() + (c.confirmatory() ? "" : ", exploratory")));
    return columns;
  }

  private static String p(@Nullable MarginTest margin, ToDoubleFunction<MarginTest> p) {
    return margin == null ? "" : Figures.p(p.applyAsDouble(margin));
  }

  private static List<Column<RankSet>> rankColumns(MetricComparison primary, CellNames names) {
    Map<String, Double> points =
        primary.points().stream().collect(Collectors.toMap(Point::cellId, Point::value));
    return List.of(
        Column.words("Cell", rank -> names.cell(rank.cellId())),
        Column.figure(
            PaperNames.metric(primary.name()), rank -> Figures.shown(points.get(rank.cellId()))),
        Column.figure(
            "Ranks left open",
            rank ->
                rank.best() == rank.worst()
                    ? String.valueOf(rank.best())
                    : rank.best() + " to " + rank.worst()));
  }
}
