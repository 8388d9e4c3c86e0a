// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.csv;

import dev.assay.contracts.Corruption;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.RobustnessPlan;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.RobustnessMetrics;
import dev.assay.contracts.file.RobustnessMetrics.CorruptedRow;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.CellRobustness;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Section;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One row per cell and corruption, one for the images as they are ({@code none}) and one for the
 * mean, for programs: RFC 4180 with LF, numbers as stored. Columns are only ever added, at the end.
 */
public final class RobustnessCsv {
  /** The columns of {@code report.robustness.csv}, in order. */
  enum Column {
    STUDY_ID,
    STUDY,
    DATASET,
    SYNTHETIC,
    CELL_ID,
    BACKBONE,
    WEIGHTS,
    INPUT,
    HEAD,
    RECIPE,
    TRAINING,
    SUBSET_RATIO,
    METRIC,
    CORRUPTION,
    SEVERITY,
    POINT,
    LOWER,
    UPPER,
    METHOD,
    DROP,
    DROP_LOWER,
    DROP_UPPER,
    DROP_METHOD,
    SIMULTANEOUS_LOWER,
    SIMULTANEOUS_UPPER,
    P,
    ADJUSTED_P,
    ADJUSTED_BY,
    CONFIDENCE,
    RESAMPLES,
    RESAMPLING_UNIT,
    SEEDS,
    UNDEFINED_BECAUSE,
    NOTES,
    EVALUATION_KEY
  }

  private final Report report;
  private final CsvRows<Column> out = new CsvRows<>(Column.class);

  private RobustnessCsv(Report report) {
    this.report = report;
  }

  public static String render(Report report) {
    return new RobustnessCsv(report).document();
  }

  private String document() {
    for (Section section : report.sections()) {
      CellRobustness.of(section).forEach(of -> lines(section.name(), of));
    }
    return out.document();
  }

  private void lines(String dataset, CellRobustness of) {
    if (of.found().isEmpty()) {
      Map<Column, String> values = line(dataset, of);
      values.put(Column.UNDEFINED_BECAUSE, of.reason());
      out.add(values);
      return;
    }
    RobustnessMetrics found = of.found().get();
    MetricsFile.Metric clean = of.file().metrics().test(found.metric());
    Map<Column, String> asTheyAre = line(dataset, of);
    asTheyAre.put(Column.CORRUPTION, "none");
    asTheyAre.put(Column.POINT, CsvRows.number(clean.point()));
    asTheyAre.put(Column.LOWER, CsvRows.number(clean.lower()));
    asTheyAre.put(Column.UPPER, CsvRows.number(clean.upper()));
    asTheyAre.put(Column.METHOD, CsvRows.text(clean.method()));
    asTheyAre.put(Column.UNDEFINED_BECAUSE, CsvRows.text(clean.reason()));
    out.add(asTheyAre);
    for (CorruptedRow row : found.rows()) {
      Map<Column, String> values = line(dataset, of);
      write(row, values);
      values.put(Column.ADJUSTED_BY, CsvRows.text(found.adjustedBy()));
      values.put(Column.NOTES, String.join("; ", found.notes()));
      out.add(values);
    }
  }

  private static void write(CorruptedRow row, Map<Column, String> values) {
    Optional<Corruption> corruption = Optional.ofNullable(row.corruption());
    values.put(Column.CORRUPTION, corruption.map(of -> of.kind().label()).orElse("mean"));
    values.put(Column.SEVERITY, corruption.map(of -> String.valueOf(of.severity())).orElse(""));
    values.put(Column.POINT, CsvRows.number(row.point()));
    values.put(Column.LOWER, CsvRows.number(row.lower()));
    values.put(Column.UPPER, CsvRows.number(row.upper()));
    values.put(Column.METHOD, CsvRows.text(row.method()));
    values.put(Column.DROP, CsvRows.number(row.drop()));
    values.put(Column.DROP_LOWER, CsvRows.number(row.dropLower()));
    values.put(Column.DROP_UPPER, CsvRows.number(row.dropUpper()));
    values.put(Column.DROP_METHOD, CsvRows.text(row.dropMethod()));
    values.put(Column.SIMULTANEOUS_LOWER, CsvRows.number(row.simultaneousLower()));
    values.put(Column.SIMULTANEOUS_UPPER, CsvRows.number(row.simultaneousUpper()));
    values.put(Column.P, CsvRows.number(row.p()));
    values.put(Column.ADJUSTED_P, CsvRows.number(row.adjustedP()));
    values.put(Column.UNDEFINED_BECAUSE, CsvRows.text(row.reason()));
  }

  private Map<Column, String> line(String dataset, CellRobustness of) {
    Cell cell = of.cell();
    MetricsFile file = of.file();
    Map<Column, String> values = new EnumMap<>(Column.class);
    values.put(Column.STUDY_ID, report.studyId());
    values.put(Column.STUDY, report.name());
    values.put(Column.DATASET, dataset);
    values.put(Column.SYNTHETIC, String.valueOf(file.data().synthetic()));
    values.put(Column.CELL_ID, cell.cellId());
    values.put(Column.BACKBONE, cell.backbone());
    values.put(Column.WEIGHTS, cell.weights().label());
    values.put(Column.INPUT, cell.preprocessing().inputWords());
    values.put(Column.HEAD, cell.head());
    values.put(Column.RECIPE, cell.recipe().name());
    values.put(Column.TRAINING, LabelColumn.TRAINING.of(cell));
    values.put(Column.SUBSET_RATIO, Figures.exact(cell.subsetRatio()));
    values.put(
        Column.METRIC,
        Optional.ofNullable(file.plan().robustness()).map(RobustnessPlan::metric).orElse(""));
    values.put(Column.CONFIDENCE, Figures.exact(file.plan().confidence()));
    values.put(Column.RESAMPLES, String.valueOf(file.plan().resamples()));
    values.put(Column.RESAMPLING_UNIT, file.plan().unit());
    values.put(
        Column.SEEDS, file.seeds().stream().map(String::valueOf).collect(Collectors.joining(";")));
    values.put(Column.EVALUATION_KEY, file.evaluationKey());
    return values;
  }
}
