// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.csv;

import dev.assay.contracts.file.ComparisonsFile;
import dev.assay.contracts.file.ComparisonsFile.Contrast;
import dev.assay.contracts.file.ComparisonsFile.MarginTest;
import dev.assay.contracts.file.ComparisonsFile.MetricComparison;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.AcrossDatasets;
import dev.assay.reporting.report.AcrossDatasets.Effect;
import dev.assay.reporting.report.AcrossDatasets.OnDataset;
import dev.assay.reporting.report.Report;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One row per difference of two cells and metric, for programs: RFC 4180 with LF, numbers as
 * stored; one row with a reason and no numbers for a data set whose comparison failed; one row per
 * difference over several data sets, with their names in {@code datasets} and none in {@code
 * dataset}. Columns are only ever added, at the end.
 */
public final class ComparisonsCsv {
  /** The columns of {@code report.comparisons.csv}, in order. */
  enum Column {
    STUDY_ID,
    STUDY,
    DATASET,
    SYNTHETIC,
    METRIC,
    PRIMARY,
    CONFIRMATORY,
    LABEL,
    FIRST,
    SECOND,
    DIFFERENCE,
    STANDARD_ERROR,
    LOWER,
    UPPER,
    METHOD,
    SIMULTANEOUS_LOWER,
    SIMULTANEOUS_UPPER,
    ALPHA,
    TEST,
    P,
    ADJUSTED_BY,
    ADJUSTED_P,
    FAMILY_SIZE,
    DISCORDANT_UNITS,
    MARGIN,
    P_FIRST_NOT_INFERIOR,
    P_SECOND_NOT_INFERIOR,
    P_EQUIVALENT,
    PRECISION,
    VERDICT,
    FIRST_RANKS,
    SECOND_RANKS,
    DECLARED,
    INTERIM_ANALYSIS,
    RESAMPLES,
    RESAMPLING_UNIT,
    UNITS,
    IMAGES,
    SEEDS_RESAMPLED,
    DROPPED_SHARE,
    NOTES,
    COMPARISON_KEY,
    FAILED_BECAUSE,
    DATASETS,
    DIFFERENCES,
    SD,
    STANDARDISED,
    FIRST_BETTER,
    SECOND_BETTER,
    FINDING
  }

  private final Report report;
  private final CsvRows<Column> out = new CsvRows<>(Column.class);

  private ComparisonsCsv(Report report) {
    this.report = report;
  }

  public static String render(Report report) {
    return new ComparisonsCsv(report).document();
  }

  private String document() {
    for (Report.Section section : report.sections()) {
      Report.ComparisonFailure failure = section.comparisonFailure();
      if (failure != null) {
        Map<Column, String> values = line(section);
        values.put(Column.FAILED_BECAUSE, failure.reason());
        out.add(values);
      }
      for (ComparisonsFile file : section.comparisons().stream().toList()) {
        for (MetricComparison metric : file.metrics()) {
          metric
              .contrasts()
              .forEach(contrast -> line(section, file, metric, contrast, metric.contrasts()));
          List<Contrast> means = Objects.requireNonNullElse(metric.means(), List.of());
          means.forEach(contrast -> line(section, file, metric, contrast, means));
        }
      }
    }
    AcrossDatasets across = report.acrossDatasets();
    if (across != null) {
      across.effects().forEach(effect -> line(across, effect));
    }
    return out.document();
  }

  private Map<Column, String> line() {
    Map<Column, String> values = new EnumMap<>(Column.class);
    values.put(Column.STUDY_ID, report.studyId());
    values.put(Column.STUDY, report.name());
    return values;
  }

  private Map<Column, String> line(Report.Section section) {
    Map<Column, String> values = line();
    values.put(Column.DATASET, section.name());
    return values;
  }

  private void line(AcrossDatasets across, Effect effect) {
    Map<Column, String> values = line();
    values.put(Column.METRIC, across.metric());
    values.put(Column.PRIMARY, "true");
    values.put(Column.CONFIRMATORY, "false");
    values.put(Column.LABEL, effect.label());
    values.put(Column.DIFFERENCE, Figures.exact(effect.mean()));
    values.put(Column.DATASETS, joined(effect, OnDataset::dataset));
    values.put(Column.DIFFERENCES, joined(effect, on -> Figures.exact(on.difference())));
    values.put(Column.SD, Figures.exact(effect.sd()));
    values.put(Column.STANDARDISED, CsvRows.number(effect.standardised()));
    values.put(Column.FIRST_BETTER, String.valueOf(effect.firstBetter()));
    values.put(Column.SECOND_BETTER, String.valueOf(effect.secondBetter()));
    out.add(values);
  }

  private static String joined(Effect effect, Function<OnDataset, String> text) {
    return effect.differences().stream().map(text).collect(Collectors.joining(";"));
  }

  private void line(
      Report.Section section,
      ComparisonsFile file,
      MetricComparison metric,
      Contrast contrast,
      List<Contrast> family) {
    Map<Column, String> values = line(section);
    values.put(Column.SYNTHETIC, String.valueOf(file.synthetic()));
    values.put(Column.METRIC, metric.name());
    values.put(
        Column.PRIMARY, String.valueOf(metric.primary() && family.equals(metric.contrasts())));
    values.put(Column.CONFIRMATORY, String.valueOf(contrast.confirmatory()));
    values.put(Column.LABEL, contrast.label());
    values.put(Column.FIRST, String.join(";", contrast.first()));
    values.put(Column.SECOND, String.join(";", contrast.second()));
    values.put(Column.DIFFERENCE, Figures.exact(contrast.difference()));
    values.put(Column.STANDARD_ERROR, CsvRows.number(contrast.standardError()));
    values.put(Column.LOWER, CsvRows.number(contrast.lower()));
    values.put(Column.UPPER, CsvRows.number(contrast.upper()));
    values.put(Column.METHOD, CsvRows.text(contrast.method()));
    values.put(Column.SIMULTANEOUS_LOWER, CsvRows.number(contrast.simultaneousLower()));
    values.put(Column.SIMULTANEOUS_UPPER, CsvRows.number(contrast.simultaneousUpper()));
    values.put(Column.ALPHA, Figures.exact(file.plan().alphaOfInterimAnalysis()));
    values.put(Column.TEST, contrast.test());
    values.put(Column.P, CsvRows.number(contrast.p()));
    values.put(Column.ADJUSTED_BY, contrast.adjustedBy());
    values.put(Column.ADJUSTED_P, CsvRows.number(contrast.adjustedP()));
    values.put(Column.FAMILY_SIZE, String.valueOf(family.size()));
    values.put(
        Column.DISCORDANT_UNITS,
        contrast.discordantUnits() == null ? "" : contrast.discordantUnits().toString());
    margin(values, contrast.margin());
    values.put(Column.PRECISION, CsvRows.number(contrast.precision()));
    values.put(Column.VERDICT, contrast.verdict());
    values.put(Column.FIRST_RANKS, ranks(metric, contrast.first()));
    values.put(Column.SECOND_RANKS, ranks(metric, contrast.second()));
    values.put(Column.DECLARED, String.valueOf(file.declared()));
    values.put(Column.INTERIM_ANALYSIS, String.valueOf(file.interimAnalysis()));
    values.put(Column.RESAMPLES, String.valueOf(file.evaluation().resamples()));
    values.put(Column.RESAMPLING_UNIT, file.evaluation().unit());
    values.put(Column.UNITS, String.valueOf(file.units()));
    values.put(Column.IMAGES, String.valueOf(file.images()));
    values.put(Column.SEEDS_RESAMPLED, String.valueOf(metric.seedsResampled()));
    values.put(Column.DROPPED_SHARE, Figures.exact(metric.droppedShare()));
    values.put(Column.NOTES, String.join("; ", contrast.notes()));
    values.put(Column.COMPARISON_KEY, file.comparisonKey());
    values.put(Column.FINDING, CsvRows.text(contrast.finding()));
    out.add(values);
  }

  private static void margin(Map<Column, String> values, @Nullable MarginTest margin) {
    if (margin != null) {
      values.put(Column.MARGIN, Figures.exact(margin.margin()));
      values.put(Column.P_FIRST_NOT_INFERIOR, Figures.exact(margin.firstNotInferior()));
      values.put(Column.P_SECOND_NOT_INFERIOR, Figures.exact(margin.secondNotInferior()));
      values.put(Column.P_EQUIVALENT, Figures.exact(margin.equivalent()));
    }
  }

  /** Of a single cell; the mean of several has no rank. */
  private static String ranks(MetricComparison metric, List<String> cells) {
    return metric.ranks().stream()
        .filter(rank -> cells.equals(List.of(rank.cellId())))
        .map(rank -> rank.best() + "-" + rank.worst())
        .collect(Collectors.joining());
  }
}
