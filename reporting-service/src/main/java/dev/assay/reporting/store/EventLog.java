// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.EventType;
import dev.assay.outbox.ErasedStudies;
import dev.assay.reporting.StudyHistory;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

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

  EventLog(ErasedStudies erased) {
    this.erased = erased;
  }

  /**
   * What a reader can tell a change by.
   *
   * @param events how many there are
   * @param progress grows with every progress of a run
   */
  public record Revision(long events, long progress) {}

  /** A study's submission in the list of studies. */
  public record Submission(String studyId, Instant recordedAt) {}

  /** Stores an event that is not stored yet. */
  @Transactional(Transactional.TxType.MANDATORY)
  public void add(String eventId, AssayEvent event, Instant recordedAt) {
    new StoredEvent(eventId, event, recordedAt).persist();
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
  }

  @Transactional
  public StudyHistory history(String studyId) {
    List<StoredEvent> events = StoredEvent.list("studyId", studyId);
    return StudyHistory.of(events.stream().map(StoredEvent::event).toList());
  }

  /** Whether the study has been submitted, by a count and without its events. */
  @Transactional
  public boolean isKnown(String studyId) {
    return StoredEvent.count("studyId = ?1 and type = ?2", studyId, EventType.STUDY_SUBMITTED) > 0;
  }

  /** The newest progress of each run, in the order of time. */
  @Transactional
  public List<CellProgress> progress(String studyId) {
    List<RunProgress> rows = RunProgress.list("studyId", Sort.by("recordOffset"), studyId);
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

  /** Submissions, the newest first. */
  @Transactional
  public List<Submission> submissions(int limit, int offset) {
    List<StoredEvent> events =
        StoredEvent.<StoredEvent>find(
                "type", Sort.descending("recordedAt").and("studyId"), EventType.STUDY_SUBMITTED)
            .range(offset, offset + limit - 1)
            .list();
    return events.stream().map(e -> new Submission(e.studyId, e.recordedAt)).toList();
  }
}
