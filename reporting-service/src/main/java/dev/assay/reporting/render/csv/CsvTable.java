// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.render.csv;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.file.FindingMetrics;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.Figures;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.SplitFacts;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * One row per cell and metric, for programs: RFC 4180 with LF, numbers as stored. Columns are only
 * ever added, at the end. A cell without metrics has one row with its state and reason; the
 * majority-class baseline of a data set has rows of its own, without a cell id.
 */
public final class CsvTable {
  /** The columns of {@code report.csv}, in order. */
  enum Column {
    STUDY_ID,
    STUDY,
    DATASET,
    SYNTHETIC,
    CELL_ID,
    BACKBONE,
    WEIGHTS,
    WEIGHTS_SHA256,
    HEAD,
    RECIPE,
    TRAINING,
    SUBSET_RATIO,
    RESIZE,
    CROP,
    STATE,
    REASON,
    PART,
    METRIC,
    POINT,
    LOWER,
    UPPER,
    METHOD,
    CONFIDENCE,
    RESAMPLES,
    RESAMPLING_UNIT,
    SEEDS,
    PER_SEED,
    SEED_SD,
    DROPPED_SHARE,
    UNDEFINED_BECAUSE,
    IMAGES,
    GROUPS,
    GROUP_KIND,
    SPLIT_ID,
    EVALUATION_KEY,
    FINDING
  }

  private final String studyId;
  private final String study;
  private final CsvRows<Column> out;

  /**
   * Writes the names of the columns; {@link #baseline} and {@link #rows} follow for each section,
   * so that no more than some rows need be in memory.
   *
   * @param studyId the study
   * @param study its name
   */
  public CsvTable(String studyId, String study, Appendable out) {
    this.studyId = studyId;
    this.study = study;
    this.out = new CsvRows<>(Column.class, out);
  }

  public static String render(Report report) {
    StringBuilder document = new StringBuilder();
    CsvTable table = new CsvTable(report.studyId(), report.name(), document);
    for (Section section : report.sections()) {
      section.metrics().stream().findFirst().ifPresent(file -> table.baseline(section, file));
      table.rows(section);
    }
    return document.toString();
  }

  /**
   * Writes what knows nothing about an image.
   *
   * @param file of the first row of the section that has metrics
   */
  public void baseline(Section section, MetricsFile file) {
    CsvLine record = test(section, file).set(Column.BACKBONE, LabelColumn.baseline(section));
    record.set(Column.STATE, Report.State.DONE.label());
    file.metrics().baseline().forEach(metric -> record.metric(metric).write());
    findings(record, file, FindingMetrics::baseline, true);
  }

  /** Writes the rows that the section has, which may be some of them. */
  public void rows(Section section) {
    for (Row row : section.rows()) {
      row.metrics()
          .ifPresentOrElse(
              file -> {
                CsvLine test = cell(test(section, file), row);
                file.metrics().test().forEach(metric -> test.metric(metric).write());
                findings(test, file, FindingMetrics::test, true);
                details(test, file);
                CsvLine validation = cell(validation(section, file), row);
                file.metrics().validation().forEach(metric -> validation.metric(metric).write());
                findings(validation, file, FindingMetrics::validation, false);
              },
              () -> cell(new CsvLine(section), row).write());
    }
  }

  /** The areas of each finding; rows without a finding are then about the means over them. */
  private static void findings(
      CsvLine line,
      MetricsFile file,
      Function<FindingMetrics, List<Metric>> metrics,
      boolean onTest) {
    List<FindingMetrics> findings = Objects.requireNonNullElse(file.findings(), List.of());
    for (FindingMetrics of : findings) {
      line.set(Column.FINDING, of.finding());
      // How many validation images know the finding is not stored.
      line.set(Column.IMAGES, onTest ? of.present() + of.absent() : "");
      metrics.apply(of).forEach(metric -> line.metric(metric).write());
    }
  }

  /** Decisions of images, then of groups, which are the rows of that part. */
  private static void details(CsvLine test, MetricsFile file) {
    MetricsFile.CellDetails details = file.cellDetails();
    if (details == null) {
      return;
    }
    details.clinical().forEach(metric -> test.metric(metric).write());
    for (MetricsFile.PatientMetrics patients : details.patients()) {
      test.set(Column.PART, "test groups by " + patients.rule());
      patients.test().forEach(metric -> test.metric(metric).write());
    }
  }

  private CsvLine test(Section section, MetricsFile file) {
    return evaluated(section, file)
        .set(Column.PART, "test")
        .set(Column.IMAGES, file.data().images())
        .set(Column.GROUPS, file.data().groups());
  }

  private CsvLine validation(Section section, MetricsFile file) {
    return evaluated(section, file)
        .set(Column.PART, "validation")
        .set(Column.IMAGES, file.data().validationImages());
  }

  private CsvLine evaluated(Section section, MetricsFile file) {
    return new CsvLine(section)
        .set(Column.SYNTHETIC, file.data().synthetic())
        .set(Column.CONFIDENCE, Figures.exact(file.plan().confidence()))
        .set(Column.RESAMPLES, file.plan().resamples())
        .set(Column.RESAMPLING_UNIT, file.plan().unit())
        .set(Column.SEEDS, join(file.seeds()))
        .set(Column.GROUP_KIND, file.data().groupKind())
        .set(Column.EVALUATION_KEY, file.evaluationKey());
  }

  private static CsvLine cell(CsvLine record, Row row) {
    Cell cell = row.cell();
    return record
        .set(Column.CELL_ID, cell.cellId())
        .set(Column.BACKBONE, cell.backbone())
        .set(Column.WEIGHTS, cell.weights().source())
        .set(Column.WEIGHTS_SHA256, cell.weights().isRandom() ? "" : cell.weights().identity())
        .set(Column.HEAD, cell.head())
        .set(Column.RECIPE, cell.recipe().name())
        .set(Column.TRAINING, LabelColumn.TRAINING.of(cell))
        .set(Column.SUBSET_RATIO, Figures.exact(cell.subsetRatio()))
        .set(Column.RESIZE, cell.preprocessing().resize())
        .set(Column.CROP, cell.preprocessing().crop())
        .set(Column.STATE, row.state().label())
        .set(Column.REASON, CsvRows.text(row.reason()));
  }

  private static String join(List<?> values) {
    return values.stream().map(String::valueOf).collect(Collectors.joining(";"));
  }

  /** One line; after it is written its values stay, as a start of the next. */
  private final class CsvLine {
    private final Map<Column, String> values = new EnumMap<>(Column.class);

    CsvLine(Section section) {
      set(Column.STUDY_ID, studyId);
      set(Column.STUDY, study);
      set(Column.DATASET, section.name());
      SplitFacts split = section.split();
      if (split != null) {
        set(Column.SYNTHETIC, split.synthetic());
        set(Column.SPLIT_ID, split.splitId());
      }
    }

    CsvLine set(Column column, Object value) {
      values.put(column, String.valueOf(value));
      return this;
    }

    CsvLine metric(Metric metric) {
      List<String> perSeed = new ArrayList<>();
      metric.perSeed().forEach(value -> perSeed.add(Figures.exact(value)));
      return set(Column.METRIC, metric.name())
          .set(Column.POINT, CsvRows.number(metric.point()))
          .set(Column.LOWER, CsvRows.number(metric.lower()))
          .set(Column.UPPER, CsvRows.number(metric.upper()))
          .set(Column.METHOD, CsvRows.text(metric.method()))
          .set(Column.PER_SEED, join(perSeed))
          .set(Column.SEED_SD, CsvRows.number(metric.seedSd()))
          .set(Column.DROPPED_SHARE, CsvRows.number(metric.droppedShare()))
          .set(Column.UNDEFINED_BECAUSE, CsvRows.text(metric.reason()));
    }

    void write() {
      out.add(values);
    }
  }
}
