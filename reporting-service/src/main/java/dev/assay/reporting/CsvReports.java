// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.render.csv.CsvTable;
import dev.assay.reporting.report.Report.Section;
import dev.assay.reporting.report.SplitFacts;
import dev.assay.reporting.store.EventLog;
import dev.assay.reporting.store.StudyStates;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code report.csv} of a study of any size: the cells are read and written some at a time. Of a
 * study that still runs each row is as it is when it is written.
 */
@ApplicationScoped
public class CsvReports {
  private static final int AT_ONCE = 500;

  private final Studies studies;
  private final EventLog log;
  private final StudyStates states;
  private final Results results;

  CsvReports(Studies studies, EventLog log, StudyStates states, Results results) {
    this.studies = studies;
    this.log = log;
    this.states = states;
    this.results = results;
  }

  /**
   * A table that is about to be written.
   *
   * @param name of the study
   */
  public record Table(String name, Body body) {}

  /** Writes the table. */
  public interface Body {
    void write(Writer out) throws IOException;
  }

  /**
   * Absent until the study has been submitted.
   *
   * @throws dev.assay.rest.ProblemException as {@link Studies#requireData}
   */
  public Optional<Table> of(String studyId) {
    studies.requireData(studyId);
    return log.study(studyId)
        .map(study -> new Table(study.study().name(), out -> write(study, out)));
  }

  private void write(StudyIndex study, Writer out) throws IOException {
    StudySubmitted submitted = study.study();
    CsvTable table = new CsvTable(submitted.studyId(), submitted.name(), out);
    StudyHistory whole = log.history(study, List.of());
    Map<String, CellState> ended = states.ended(submitted.studyId());
    for (String dataset : study.datasets()) {
      List<Cell> cells = study.cellsOf(dataset);
      SplitFacts split = ReportAssembly.split(whole, results, dataset);
      cells.stream()
          .map(Cell::cellId)
          .filter(id -> ended.containsKey(id) && ended.get(id).isDone())
          .findFirst()
          .flatMap(id -> log.history(study, List.of(id)).evaluation(id))
          .map(EvaluationCompleted::metrics)
          .ifPresent(
              first ->
                  table.baseline(
                      new Section(dataset, split, List.of(), null, null), results.metrics(first)));
      for (int from = 0; from < cells.size(); from += AT_ONCE) {
        List<Cell> some = cells.subList(from, Math.min(from + AT_ONCE, cells.size()));
        StudyHistory history = log.history(study, Studies.withPools(some));
        table.rows(
            new Section(
                dataset,
                split,
                ReportAssembly.rows(history, submitted, results, some),
                null,
                null));
        out.flush();
      }
    }
  }
}
