// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.store.ErasureLedger;
import dev.assay.reporting.store.EventLog;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The studies that are known from events. */
@ApplicationScoped
public class Studies {
  private static final int GONE = 410;

  private final EventLog log;
  private final Results results;
  private final ErasureLedger erasures;

  Studies(EventLog log, Results results, ErasureLedger erasures) {
    this.erasures = erasures;
    this.log = log;
    this.results = results;
  }

  /** Whether a study is known, without reading it. */
  public boolean isKnown(String studyId) {
    return log.isKnown(studyId);
  }

  /**
   * @throws ProblemException 410 if the data of the study were withdrawn
   */
  public void requireData(String studyId) {
    erasures
        .withdrawn(studyId)
        .ifPresent(
            study -> {
              throw new ProblemException(Problem.of(GONE, study.sentence()));
            });
  }

  /**
   * A study's report; absent while no event of the study has come.
   *
   * @throws ProblemException as {@link #requireData}
   */
  public Optional<Report> report(String studyId) {
    requireData(studyId);
    return ReportAssembly.report(log.history(studyId), results);
  }

  /** A study with its live progress; absent while no event of the study has come. */
  public Optional<StudyStatus> status(String studyId) {
    return erasures
        .withdrawn(studyId)
        .map(StudyStatus::withdrawn)
        .or(() -> now(studyId).map(StudyNow::status));
  }

  /**
   * Both of the same events; absent while no event of the study has come.
   *
   * @throws ProblemException as {@link #requireData}
   */
  public Optional<StudyNow> now(String studyId) {
    requireData(studyId);
    return assembled(studyId).map(known -> known.with(log.progress(studyId)));
  }

  private Optional<Assembled> assembled(String studyId) {
    StudyHistory history = log.history(studyId);
    return history
        .submission()
        .flatMap(
            study ->
                ReportAssembly.report(history, results)
                    .map(report -> new Assembled(history, study, report)));
  }

  /**
   * A study for somebody who looks again and again. Its events are read anew only when there are
   * more of them, since most of what changes is the progress of runs.
   */
  public Supplier<Optional<StudyNow>> follow(String studyId) {
    return new Supplier<>() {
      private long events = -1;
      private Optional<Assembled> known = Optional.empty();

      @Override
      public Optional<StudyNow> get() {
        long count = log.revision(studyId).events();
        if (count != events) {
          known = assembled(studyId);
          events = count;
        }
        return known.map(study -> study.with(log.progress(studyId)));
      }
    };
  }

  private record Assembled(StudyHistory history, StudySubmitted study, Report report) {
    StudyNow with(List<CellProgress> progress) {
      return new StudyNow(report, StatusAssembly.status(history, study, report, progress));
    }
  }

  /** Grows with everything that may change {@link #list}. */
  public EventLog.Revision revision() {
    return log.revision();
  }

  /**
   * The newest studies first.
   *
   * @param limit the largest number of studies, from 1
   * @param offset how many of the newest are skipped, from 0
   */
  public List<StudySummary> list(int limit, int offset) {
    List<WithdrawnStudy> withdrawn = erasures.withdrawn();
    if (withdrawn.isEmpty()) {
      return log.submissions(limit, offset).stream().map(this::summary).toList();
    }
    // The page wanted is among so many of both, whatever their order.
    List<EventLog.Submission> known = log.submissions(offset + limit, 0);
    Stream<Listed> both =
        Stream.concat(
            known.stream().map(one -> new Listed(one.recordedAt(), () -> summary(one))),
            withdrawn.stream()
                .map(one -> new Listed(one.submittedAt(), () -> StudySummary.withdrawn(one))));
    return both.sorted(Comparator.comparing(Listed::submittedAt).reversed())
        .skip(offset)
        .limit(limit)
        .map(one -> one.summary().get())
        .toList();
  }

  private record Listed(Instant submittedAt, Supplier<StudySummary> summary) {}

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
