// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.render.column.LabelColumn;
import dev.assay.reporting.report.Report;
import dev.assay.reporting.store.ErasureLedger;
import dev.assay.reporting.store.EventLog;
import dev.assay.reporting.store.StudyStates;
import dev.assay.rest.Problem;
import dev.assay.rest.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** The studies that are known from events. */
@ApplicationScoped
public class Studies {
  private static final int GONE = 410;
  private static final int UNPROCESSABLE = 422;

  private final EventLog log;
  private final StudyStates states;
  private final Results results;
  private final ErasureLedger erasures;
  private final ReportingConfig config;

  Studies(
      EventLog log,
      StudyStates states,
      Results results,
      ErasureLedger erasures,
      ReportingConfig config) {
    this.log = log;
    this.states = states;
    this.results = results;
    this.erasures = erasures;
    this.config = config;
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
   * Everything of one row is in memory while a document is made, and the rows of a study are.
   *
   * @throws ProblemException 422 if the study has more cells than a document of all takes
   */
  public void requireOneDocument(String studyId) {
    int most = config.documentCells();
    states
        .find(studyId)
        .filter(known -> known.total() > most)
        .ifPresent(
            known -> {
              throw new ProblemException(
                  Problem.of(
                      UNPROCESSABLE,
                      "study '%s' has %d cells, and a document or a page of all takes at most %d; all numbers are in report.csv, and its cells in pages of the status"
                          .formatted(studyId, known.total(), most)));
            });
  }

  /**
   * A study's report; absent while no event of the study has come.
   *
   * @throws ProblemException as {@link #requireData} and {@link #requireOneDocument}
   */
  public Optional<Report> report(String studyId) {
    requireData(studyId);
    requireOneDocument(studyId);
    return ReportAssembly.report(log.history(studyId), results);
  }

  /** A study with the live progress of some of its cells; absent until it has been submitted. */
  public Optional<StudyStatus> status(String studyId, WantedCells wanted) {
    Optional<WithdrawnStudy> withdrawn = erasures.withdrawn(studyId);
    if (withdrawn.isPresent()) {
      return withdrawn.map(StudyStatus::withdrawn);
    }
    return states
        .find(studyId)
        .flatMap(known -> log.study(studyId).map(study -> status(known, study, wanted)));
  }

  private StudyStatus status(StudyStates.Known known, StudyIndex study, WantedCells wanted) {
    String studyId = known.studyId();
    Optional<StudyFinished.Outcome> outcome =
        Optional.ofNullable(log.outcomes(List.of(studyId)).get(studyId));
    boolean cancelled = outcome.filter(StudyFinished.Outcome.CANCELLED::equals).isPresent();
    List<String> states = wanted.states().stream().map(WantedCells.State::label).toList();
    List<Cell> cells =
        this.states.cells(studyId, cancelled, states, wanted.limit(), wanted.offset()).stream()
            .map(id -> study.cell(id).orElseThrow())
            .toList();
    List<String> asked = withPools(cells);
    StudyHistory history = log.history(study, asked);
    StudySubmitted submitted = study.study();
    ComparisonsNow comparisons =
        ComparisonsNow.of(history, study, this.states.ended(studyId), results);
    return new StudyStatus(
        studyId,
        submitted.name(),
        StudyState.of(outcome, known.begun()),
        known.total(),
        known.done(),
        known.failed(),
        states.isEmpty() ? known.total() : this.states.count(studyId, cancelled, states),
        StatusAssembly.cells(
            history,
            submitted,
            LabelColumn.needed(submitted.cells()),
            ReportAssembly.rows(history, submitted, results, cells),
            log.progress(studyId, asked)),
        submitted.notes(),
        comparisons.awaited(),
        comparisons.failed());
  }

  /** Ids of cells and of those that they pool: a row says how many of its folds have metrics. */
  static List<String> withPools(List<Cell> cells) {
    return cells.stream()
        .flatMap(
            cell ->
                Stream.concat(
                    Stream.of(cell.cellId()),
                    Objects.requireNonNullElse(cell.pools(), List.<String>of()).stream()))
        .distinct()
        .toList();
  }

  /**
   * The report and the status of all cells, of the same events; absent while no event of the study
   * has come.
   *
   * @throws ProblemException as {@link #report}
   */
  public Optional<StudyNow> now(String studyId) {
    requireData(studyId);
    requireOneDocument(studyId);
    return AssembledStudy.of(log.history(studyId), results)
        .map(known -> known.with(log.progress(studyId)));
  }

  /**
   * A study for somebody who looks again and again. Its events are read anew only when there are
   * more of them, since most of what changes is the progress of runs.
   */
  public Supplier<Optional<StudyNow>> follow(String studyId) {
    return new Supplier<>() {
      private long events = -1;
      private Optional<AssembledStudy> known = Optional.empty();

      @Override
      public Optional<StudyNow> get() {
        long count = log.revision(studyId).events();
        if (count != events) {
          known = AssembledStudy.of(log.history(studyId), results);
          events = count;
        }
        return known.map(study -> study.with(log.progress(studyId)));
      }
    };
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
      return summaries(states.newest(limit, offset));
    }
    // The page wanted is among so many of both, whatever their order.
    Stream<StudySummary> both =
        Stream.concat(
            summaries(states.newest(offset + limit, 0)).stream(),
            withdrawn.stream().map(StudySummary::withdrawn));
    return both.sorted(Comparator.comparing(StudySummary::submittedAt).reversed())
        .skip(offset)
        .limit(limit)
        .toList();
  }

  private List<StudySummary> summaries(List<StudyStates.Known> known) {
    Map<String, StudyFinished.Outcome> outcomes =
        log.outcomes(known.stream().map(StudyStates.Known::studyId).toList());
    return known.stream()
        .map(
            one ->
                new StudySummary(
                    one.studyId(),
                    one.name(),
                    StudyState.of(Optional.ofNullable(outcomes.get(one.studyId())), one.begun()),
                    one.submittedAt(),
                    one.total(),
                    one.done(),
                    one.failed()))
        .toList();
  }
}
