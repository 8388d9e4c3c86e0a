// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.contracts.file.MetricsFile.Metric;
import dev.assay.reporting.StudyStatus.CellStatus;
import dev.assay.reporting.StudyStatus.SeedStatus;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.render.text.PaperNames;
import dev.assay.reporting.report.Report.Row;
import dev.assay.reporting.report.Report.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Rows of a report together with the progress of their runs. */
final class StatusAssembly {
  private static final List<String> SCORING = List.of("scoring", "scored");

  /** Of these the last time left that was said is about a stage that has ended. */
  private static final List<String> OVER = List.of("trained", "scored", "done", "failed");

  private final StudyHistory history;
  private final StudySubmitted study;
  private final Map<RunId, CellProgress> newest = new HashMap<>();
  private final List<LabelColumn> labels;

  private record RunId(String cellId, long seed) {}

  private StatusAssembly(
      StudyHistory history,
      StudySubmitted study,
      List<LabelColumn> labels,
      List<CellProgress> progress) {
    this.history = history;
    this.study = study;
    this.labels = labels;
    progress.forEach(p -> newest.put(new RunId(p.cellId(), p.seed()), p));
  }

  /**
   * @param history has at least the events of the rows' cells
   * @param labels what tells the cells of the whole study apart
   * @param progress the newest of each run of these cells
   */
  static List<CellStatus> cells(
      StudyHistory history,
      StudySubmitted study,
      List<LabelColumn> labels,
      List<Row> rows,
      List<CellProgress> progress) {
    StatusAssembly assembly = new StatusAssembly(history, study, labels, progress);
    return rows.stream().map(assembly::cell).toList();
  }

  private CellStatus cell(Row row) {
    List<SeedStatus> seeds = new ArrayList<>();
    study.seeds().forEach(seed -> seeds.add(seed(row, seed)));
    boolean begun = seeds.stream().anyMatch(seed -> !"pending".equals(seed.stage()));
    String state = row.state() == State.PENDING && begun ? "running" : row.state().label();
    MetricsFile file = row.metricsFile();
    return new CellStatus(
        row.cell().cellId(),
        label(row.cell()),
        LabelColumn.sentence(row.cell(), labels),
        row.cell().dataset(),
        state,
        row.reason(),
        row.actor(),
        seeds,
        file == null ? null : validationAccuracy(file),
        file == null ? List.of() : file.metrics().test());
  }

  private String label(Cell cell) {
    StringBuilder label = new StringBuilder(cell.dataset());
    label.append(" / ").append(PaperNames.backbone(cell));
    if (labels.contains(LabelColumn.WEIGHTS)) {
      label.append(" / ").append(LabelColumn.WEIGHTS.of(cell));
    }
    if (labels.contains(LabelColumn.INPUT)) {
      label.append(" / ").append(LabelColumn.INPUT.of(cell));
    }
    label.append(" / ").append(PaperNames.head(cell.head()));
    label.append(" / ").append(cell.trainingLabel());
    if (cell.subsetRatio() < 1) {
      label.append(" / ").append(PaperNames.percent(cell.subsetRatio()));
    }
    return label.toString();
  }

  private static @Nullable Double validationAccuracy(MetricsFile file) {
    return file.metrics().validation().stream()
        .filter(metric -> "accuracy".equals(metric.name()))
        .findFirst()
        .map(Metric::point)
        .orElse(null);
  }

  private SeedStatus seed(Row row, long seed) {
    String cellId = row.cell().cellId();
    Optional<CellProgress> last = Optional.ofNullable(newest.get(new RunId(cellId, seed)));
    Optional<ModelTrained> trained = history.trained(cellId, seed);
    String stage = stage(row, seed, last.map(CellProgress::stage).orElse("pending"));
    String runKey =
        trained.map(ModelTrained::runKey).or(() -> last.map(CellProgress::runKey)).orElse(null);
    return last.map(
            p ->
                new SeedStatus(
                    seed,
                    runKey,
                    stage,
                    p.epoch(),
                    p.epochs(),
                    p.fraction(),
                    p.loss(),
                    p.validationLoss(),
                    p.validationAccuracy(),
                    p.imagesPerSecond(),
                    OVER.contains(stage) ? null : p.etaSeconds(),
                    p.peakMemoryBytes()))
        .orElseGet(
            () ->
                new SeedStatus(
                    seed, runKey, stage, null, null, null, null, null, null, null, null, null));
  }

  /** A result or a failure outweighs the last progress of a run. */
  private String stage(Row row, long seed, String said) {
    String cellId = row.cell().cellId();
    if (row.state() == State.DONE) {
      return "done";
    }
    if (!history.failures(cellId, seed).isEmpty()) {
      return "failed";
    }
    if (history.scored(cellId, seed).isPresent()) {
      return "scored";
    }
    if (history.trained(cellId, seed).isPresent()) {
      return SCORING.contains(said) ? said : "trained";
    }
    return said;
  }
}
