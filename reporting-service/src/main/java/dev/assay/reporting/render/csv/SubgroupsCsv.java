// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.csv;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.SubgroupMetrics;
import dev.assay.contracts.file.SubgroupMetrics.Gap;
import dev.assay.contracts.file.SubgroupMetrics.Subgroup;
import dev.assay.contracts.file.SubgroupMetrics.Variation;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.CellSubgroups;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One row per cell, attribute and subgroup, one for the largest gap and one for heterogeneity, for
 * programs: RFC 4180 with LF, numbers as stored. Columns are only ever added, at the end.
 */
public final class SubgroupsCsv {
  /** The columns of {@code report.subgroups.csv}, in order. */
  enum Column {
    STUDY_ID,
    STUDY,
    DATASET,
    SYNTHETIC,
    CELL_ID,
    BACKBONE,
    HEAD,
    RECIPE,
    TRAINING,
    SUBSET_RATIO,
    METRIC,
    ATTRIBUTE,
    PART,
    VALUE,
    IMAGES,
    GROUPS,
    GROUP_KIND,
    POINT,
    LOWER,
    UPPER,
    METHOD,
    CONFIDENCE,
    HIGHEST,
    LOWEST,
    P,
    PERMUTATIONS,
    UNDEFINED_BECAUSE,
    RESAMPLES,
    RESAMPLING_UNIT,
    SEEDS,
    NOTES,
    EVALUATION_KEY,
    BETWEEN_SD,
    I_SQUARED,
    PREDICTED_LOWER,
    PREDICTED_UPPER
  }

  private final Report report;
  private final CsvRows<Column> out = new CsvRows<>(Column.class);

  private SubgroupsCsv(Report report) {
    this.report = report;
  }

  public static String render(Report report) {
    return new SubgroupsCsv(report).document();
  }

  private String document() {
    for (Section section : report.sections()) {
      for (CellSubgroups of : CellSubgroups.of(section)) {
        lines(section.name(), of.cell(), of.file(), of.metrics());
      }
    }
    return out.document();
  }

  private void lines(String dataset, Cell cell, MetricsFile file, SubgroupMetrics found) {
    for (Subgroup part : found.subgroups()) {
      Map<Column, String> values = line(dataset, cell, file, found);
      values.put(Column.PART, "subgroup");
      write(part, values);
    }
    Subgroup notStated = found.notStated();
    if (notStated != null) {
      Map<Column, String> values = line(dataset, cell, file, found);
      values.put(Column.PART, "not stated");
      write(notStated, values);
    }
    Map<Column, String> values = line(dataset, cell, file, found);
    values.put(Column.PART, "largest gap");
    Gap gap = found.gap();
    if (gap != null) {
      values.put(Column.POINT, Figures.exact(gap.size()));
      values.put(Column.HIGHEST, gap.highest());
      values.put(Column.LOWEST, gap.lowest());
      values.put(Column.P, Figures.exact(gap.p()));
      values.put(Column.PERMUTATIONS, String.valueOf(gap.permutations()));
    }
    values.put(Column.UNDEFINED_BECAUSE, CsvRows.text(found.reason()));
    out.add(values);
    Variation between = found.variation();
    if (between != null) {
      Map<Column, String> variation = line(dataset, cell, file, found);
      variation.put(Column.PART, "heterogeneity");
      variation.put(Column.POINT, Figures.exact(between.mean()));
      variation.put(Column.LOWER, Figures.exact(between.lower()));
      variation.put(Column.UPPER, Figures.exact(between.upper()));
      variation.put(Column.P, Figures.exact(between.p()));
      variation.put(Column.BETWEEN_SD, Figures.exact(between.betweenSd()));
      variation.put(Column.I_SQUARED, Figures.exact(between.share()));
      variation.put(Column.PREDICTED_LOWER, Figures.exact(between.predictedLower()));
      variation.put(Column.PREDICTED_UPPER, Figures.exact(between.predictedUpper()));
      out.add(variation);
    }
  }

  private Map<Column, String> line(
      String dataset, Cell cell, MetricsFile file, SubgroupMetrics found) {
    Map<Column, String> values = new EnumMap<>(Column.class);
    values.put(Column.STUDY_ID, report.studyId());
    values.put(Column.STUDY, report.name());
    values.put(Column.DATASET, dataset);
    values.put(Column.SYNTHETIC, String.valueOf(file.data().synthetic()));
    values.put(Column.CELL_ID, cell.cellId());
    values.put(Column.BACKBONE, cell.backbone());
    values.put(Column.HEAD, cell.head());
    values.put(Column.RECIPE, cell.recipe().name());
    values.put(Column.TRAINING, LabelColumn.TRAINING.of(cell));
    values.put(Column.SUBSET_RATIO, Figures.exact(cell.subsetRatio()));
    values.put(Column.METRIC, found.metric());
    values.put(Column.ATTRIBUTE, found.attribute());
    values.put(Column.GROUP_KIND, file.data().groupKind());
    values.put(Column.CONFIDENCE, Figures.exact(file.plan().confidence()));
    values.put(Column.RESAMPLES, String.valueOf(file.plan().resamples()));
    values.put(Column.RESAMPLING_UNIT, file.plan().unit());
    values.put(
        Column.SEEDS, file.seeds().stream().map(String::valueOf).collect(Collectors.joining(";")));
    values.put(Column.NOTES, String.join("; ", found.notes()));
    values.put(Column.EVALUATION_KEY, file.evaluationKey());
    return values;
  }

  private void write(Subgroup part, Map<Column, String> values) {
    values.put(Column.VALUE, part.value());
    values.put(Column.IMAGES, String.valueOf(part.images()));
    values.put(Column.GROUPS, String.valueOf(part.groups()));
    values.put(Column.POINT, CsvRows.number(part.point()));
    values.put(Column.LOWER, CsvRows.number(part.lower()));
    values.put(Column.UPPER, CsvRows.number(part.upper()));
    values.put(Column.METHOD, CsvRows.text(part.method()));
    values.put(Column.UNDEFINED_BECAUSE, CsvRows.text(part.reason()));
    out.add(values);
  }
}
