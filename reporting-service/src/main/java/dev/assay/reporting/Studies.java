// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.store.EventLog;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** The studies that are known from events. */
@ApplicationScoped
public class Studies {
  private final EventLog log;
  private final Results results;

  Studies(EventLog log, Results results) {
    this.log = log;
    this.results = results;
  }

  /** A study's report; absent while no event of the study has come. */
  public Optional<Report> report(String studyId) {
    return ReportAssembly.report(log.history(studyId), results);
  }

  /** A study with its live progress; absent while no event of the study has come. */
  public Optional<StudyStatus> status(String studyId) {
    StudyHistory history = log.history(studyId);
    return history
        .submission()
        .flatMap(
            study ->
                ReportAssembly.report(history, results)
                    .map(
                        report ->
                            StatusAssembly.status(history, study, report, log.progress(studyId))));
  }

  /**
   * The newest studies first.
   *
   * @param limit the largest number of studies, from 1
   * @param offset how many of the newest are skipped, from 0
   */
  public List<StudySummary> list(int limit, int offset) {
    return log.submissions(limit, offset).stream().map(this::summary).toList();
  }

  private StudySummary summary(EventLog.Submission submission) {
    StudyHistory history = log.history(submission.studyId());
    StudySubmitted study = history.submission().orElseThrow();
    int done = 0;
    int failed = 0;
    for (Cell cell : study.cells()) {
      if (history.evaluation(cell.cellId()).isPresent()) {
        done++;
      } else if (!history.failures(cell.cellId()).isEmpty()) {
        failed++;
      }
    }
    return new StudySummary(
        study.studyId(),
        study.name(),
        StudyState.of(history, !log.progress(study.studyId()).isEmpty()),
        submission.recordedAt(),
        study.cells().size(),
        done,
        failed);
  }
}
