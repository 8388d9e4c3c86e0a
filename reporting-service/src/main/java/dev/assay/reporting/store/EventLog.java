// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.event.StudyIndex;
import dev.assay.outbox.ErasedStudies;
import dev.assay.reporting.StudyHistory;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * All events of all studies, and the newest progress of each run. The state of a study is derived
 * from its events, so there is no row that several events would have to change.
 */
@ApplicationScoped
public class EventLog {
  private static final String NEWEST =
      """
      insert into run_progress (study_id, cell_id, run_key, record_offset, payload)
      values (?1, ?2, ?3, ?4, ?5)
      on conflict (study_id, cell_id, run_key) do update
        set record_offset = excluded.record_offset, payload = excluded.payload
        where run_progress.record_offset < excluded.record_offset
      """;

  private static final String REVISION =
      """
      select (select count(*) from study_event where study_id = ?1),
             (select coalesce(sum(record_offset), 0) from run_progress where study_id = ?1)
      """;

  private static final String REVISION_OF_ALL =
      """
      select (select count(*) from study_event) + (select count(*) from withdrawn_study),
             (select coalesce(sum(record_offset), 0) from run_progress)
      """;

  private final ErasedStudies erased;
  private final StudyStates states;
  private final Submissions submissions;

  EventLog(ErasedStudies erased, StudyStates states, Submissions submissions) {
    this.erased = erased;
    this.states = states;
    this.submissions = submissions;
  }

  /**
   * What a reader can tell a change by.
   *
   * @param events how many there are
   * @param progress grows with every progress of a run
   */
  public record Revision(long events, long progress) {}

  /** Stores an event that is not stored yet. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void add(String eventId, AssayEvent event, Instant recordedAt) {
    new StoredEvent(eventId, event, recordedAt).persistAndFlush();
    states.apply(event, recordedAt);
  }

  /** Stores the progress of a run unless a later one is stored. */
  @Transactional
  public void progress(CellProgress progress, long recordOffset) {
    if (erased.has(progress.studyId())) {
      return;
    }
    RunProgress.getEntityManager()
        .createNativeQuery(NEWEST)
        .setParameter(1, progress.studyId())
        .setParameter(2, progress.cellId())
        .setParameter(3, progress.runKey())
        .setParameter(4, recordOffset)
        .setParameter(5, Json.write(progress))
        .executeUpdate();
    states.begun(progress.studyId(), progress.cellId());
  }

  /** Of all cells. */
  @Transactional
  public StudyHistory history(String studyId) {
    return history(StoredEvent.list("studyId", studyId));
  }

  /**
   * Without the events of other cells.
   *
   * @param study as {@link #study} gives it
   * @param cellIds may be empty: then what is about the study as a whole
   */
  @Transactional
  public StudyHistory history(StudyIndex study, Collection<String> cellIds) {
    String studyId = study.study().studyId();
    List<StoredEvent> whole =
        StoredEvent.list(
            "studyId = ?1 and cellId is null and type <> ?2", studyId, EventType.STUDY_SUBMITTED);
    List<StoredEvent> ofCells =
        cellIds.isEmpty()
            ? List.of()
            : StoredEvent.list("studyId = ?1 and cellId in ?2", studyId, cellIds);
    List<AssayEvent> events = new ArrayList<>();
    events.add(study.study());
    whole.forEach(event -> events.add(event.event()));
    ofCells.forEach(event -> events.add(event.event()));
    return StudyHistory.of(events);
  }

  private static StudyHistory history(List<StoredEvent> events) {
    return StudyHistory.of(events.stream().map(StoredEvent::event).toList());
  }

  /** What was submitted; absent until that event has come. */
  @Transactional
  public Optional<StudyIndex> study(String studyId) {
    return submissions.of(studyId);
  }

  /** How each of the studies ended; those that have not are not in it. */
  @Transactional
  public Map<String, StudyFinished.Outcome> outcomes(Collection<String> studyIds) {
    if (studyIds.isEmpty()) {
      return Map.of();
    }
    List<StoredEvent> ends =
        StoredEvent.list(
            "studyId in ?1 and cellId is null and type in ?2",
            studyIds,
            List.of(EventType.STUDY_FINISHED, EventType.STUDY_CANCEL_REQUESTED));
    Map<String, StudyFinished.Outcome> outcomes = new HashMap<>();
    ends.stream()
        .collect(Collectors.groupingBy(event -> event.studyId))
        .forEach(
            (studyId, events) ->
                history(events).outcome().ifPresent(end -> outcomes.put(studyId, end)));
    return outcomes;
  }

  /** Whether the study has been submitted, without its events. */
  @Transactional
  public boolean isKnown(String studyId) {
    return states.find(studyId).isPresent();
  }

  /** The newest progress of each run, in the order of time. */
  @Transactional
  public List<CellProgress> progress(String studyId) {
    return progress(RunProgress.list("studyId", Sort.by("recordOffset"), studyId));
  }

  /** The same of the runs of some cells. */
  @Transactional
  public List<CellProgress> progress(String studyId, Collection<String> cellIds) {
    return cellIds.isEmpty()
        ? List.of()
        : progress(
            RunProgress.list(
                "studyId = ?1 and cellId in ?2", Sort.by("recordOffset"), studyId, cellIds));
  }

  private static List<CellProgress> progress(List<RunProgress> rows) {
    return rows.stream().map(row -> Json.read(row.payload, CellProgress.class)).toList();
  }

  /** Of one study. */
  @Transactional
  public Revision revision(String studyId) {
    return revision(
        RunProgress.getEntityManager().createNativeQuery(REVISION).setParameter(1, studyId));
  }

  /** Of all studies. */
  @Transactional
  public Revision revision() {
    return revision(RunProgress.getEntityManager().createNativeQuery(REVISION_OF_ALL));
  }

  private static Revision revision(Query query) {
    Object[] row = (Object[]) query.getSingleResult();
    return new Revision(((Number) row[0]).longValue(), ((Number) row[1]).longValue());
  }
}
