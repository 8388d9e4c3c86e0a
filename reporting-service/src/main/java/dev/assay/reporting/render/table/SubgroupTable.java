// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.table;

import dev.assay.contracts.file.SubgroupMetrics;
import dev.assay.contracts.file.SubgroupMetrics.Gap;
import dev.assay.contracts.file.SubgroupMetrics.Subgroup;
import dev.assay.contracts.file.SubgroupMetrics.Variation;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.table.Grid.Column;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.render.text.Words;
import dev.assay.reporting.report.CellSubgroups;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** The cells of one data set in subgroups of its test images: one table per attribute, and gaps. */
final class SubgroupTable {
  private final String dataset;
  private final List<LabelColumn> labels;

  /** A row: one subgroup of one cell. */
  private record Part(CellSubgroups cell, Subgroup subgroup) {}

  private SubgroupTable(Report report, Section section) {
    this.dataset = section.name();
    this.labels = LabelColumn.needed(report.cells());
  }

  static List<Grid> of(Report report, Section section, List<CellSubgroups> found) {
    return new SubgroupTable(report, section).grids(found);
  }

  private List<Grid> grids(List<CellSubgroups> found) {
    Map<String, List<CellSubgroups>> byAttribute = new LinkedHashMap<>();
    for (CellSubgroups cell : found) {
      byAttribute.computeIfAbsent(cell.attribute(), k -> new ArrayList<>()).add(cell);
    }
    List<Grid> grids = new ArrayList<>();
    for (List<CellSubgroups> cells : byAttribute.values()) {
      List<Part> parts = cells.stream().flatMap(SubgroupTable::parts).toList();
      if (!parts.isEmpty()) {
        SubgroupMetrics first = cells.getFirst().metrics();
        grids.add(
            Grid.of(
                dataset
                    + ": "
                    + PaperNames.metricInSentence(first.metric())
                    + " by "
                    + first.attribute(),
                subgroupColumns(cells.getFirst()),
                parts));
      }
    }
    if (found.stream().anyMatch(cell -> cell.metrics().gap() != null)) {
      grids.add(
          Grid.of(
              dataset
                  + ": largest gaps between subgroups in "
                  + PaperNames.metricInSentence(found.getFirst().metrics().metric()),
              gapColumns(),
              found));
    }
    List<CellSubgroups> varying =
        found.stream().filter(cell -> cell.metrics().variation() != null).toList();
    if (!varying.isEmpty()) {
      grids.add(
          Grid.of(
              dataset
                  + ": heterogeneity of "
                  + PaperNames.metricInSentence(varying.getFirst().metrics().metric())
                  + " between subgroups",
              variationColumns(),
              varying));
    }
    return grids;
  }

  private List<Column<CellSubgroups>> variationColumns() {
    return List.of(
        Column.words("Cell", this::name),
        Column.words("By", CellSubgroups::attribute),
        Column.figure("Subgroups", ofVariation(of -> String.valueOf(of.subgroups()))),
        Column.figure("Mean", ofVariation(of -> Figures.shown(of.mean()))),
        Column.words("[lower, upper]", ofVariation(of -> ends(of.lower(), of.upper()))),
        Column.figure("SD between", ofVariation(of -> Figures.shown(of.betweenSd()))),
        Column.figure("I2", ofVariation(of -> Math.round(100 * of.share()) + "%")),
        Column.figure("p", ofVariation(of -> Figures.p(of.p()))),
        Column.words(
            "A further subgroup",
            ofVariation(of -> ends(of.predictedLower(), of.predictedUpper()))));
  }

  private static String ends(double lower, double upper) {
    return Figures.interval(lower, upper).orElse("");
  }

  private static Function<CellSubgroups, String> ofVariation(Function<Variation, String> text) {
    return cell -> Optional.ofNullable(cell.metrics().variation()).map(text).orElse("");
  }

  private static Stream<Part> parts(CellSubgroups cell) {
    SubgroupMetrics metrics = cell.metrics();
    return Stream.concat(
            metrics.subgroups().stream(), Optional.ofNullable(metrics.notStated()).stream())
        .map(subgroup -> new Part(cell, subgroup));
  }

  private List<Column<Part>> subgroupColumns(CellSubgroups first) {
    return List.of(
        Column.words("Cell", part -> name(part.cell())),
        Column.words(first.attribute(), part -> part.subgroup().value()),
        Column.figure("Images", part -> String.valueOf(part.subgroup().images())),
        Column.figure(
            capital(Words.plural(first.file().data().groupKind())),
            part -> String.valueOf(part.subgroup().groups())),
        Column.figure(
            PaperNames.metric(first.metrics().metric()),
            part -> Figures.shown(part.subgroup().point())),
        Column.words("[lower, upper]", part -> interval(part.subgroup())));
  }

  private List<Column<CellSubgroups>> gapColumns() {
    return List.of(
        Column.words("Cell", this::name),
        Column.figure("By", CellSubgroups::attribute),
        Column.words("Highest in", ofGap("none", Gap::highest)),
        Column.words("Lowest in", ofGap("", Gap::lowest)),
        Column.figure("Gap", ofGap("", gap -> Figures.shown(gap.size()))),
        Column.figure("p", ofGap("", gap -> Figures.p(gap.p()))));
  }

  private static Function<CellSubgroups, String> ofGap(
      String otherwise, Function<Gap, String> text) {
    return cell -> Optional.ofNullable(cell.metrics().gap()).map(text).orElse(otherwise);
  }

  private String name(CellSubgroups cell) {
    return LabelColumn.sentence(cell.cell(), labels);
  }

  private static String capital(String word) {
    return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static String interval(Subgroup part) {
    return Figures.interval(part.lower(), part.upper()).orElse("none: " + part.reason());
  }
}
