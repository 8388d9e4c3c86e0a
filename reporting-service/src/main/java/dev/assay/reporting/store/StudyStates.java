// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.reporting.CellState;
import dev.assay.reporting.StudyHistory;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far studies and their cells are: a count and a row that each event keeps true, whatever the
 * order in which events come. So the list of studies costs as much for a study of 100,000 cells as
 * for one of two, and a page of cells as much as its cells.
 *
 * <p>Every transaction locks rows of cells before the row of their study, so none waits for another
 * in a circle.
 */
@ApplicationScoped
public class StudyStates {
  private static final String SUBMITTED_CELLS =
      """
      insert into cell_state (study_id, cell_id, ordinal, begun)
      select ?1, member.id, member.number - 1,
        exists (select 1 from run_progress run where run.study_id = ?1 and run.cell_id = member.id)
      from json_array_elements_text(cast(?2 as json)) with ordinality as member (id, number)
      on conflict (study_id, cell_id) do update
        set ordinal = excluded.ordinal, begun = cell_state.begun or excluded.begun
      """;

  private static final String SUBMITTED =
      """
      insert into study_state (study_id, name, submitted_at, total) values (?1, ?2, ?3, ?4)
      on conflict (study_id) do update
        set name = excluded.name, submitted_at = excluded.submitted_at, total = excluded.total
      """;

  private static final String BEGUN_CELL =
      """
      insert into cell_state (study_id, cell_id, begun) values (?1, ?2, true)
      on conflict (study_id, cell_id) do update set begun = true where not cell_state.begun
      """;

  private static final String BEGUN =
      """
      insert into study_state (study_id, begun) values (?1, true)
      on conflict (study_id) do update set begun = true where not study_state.begun
      """;

  private static final String KNOWN_CELL =
      "insert into cell_state (study_id, cell_id) values (?1, ?2) on conflict do nothing";

  private static final String LOCKED_CELL =
      """
      select evaluation_key, failed from cell_state where study_id = ?1 and cell_id = ?2 for update
      """;

  private static final String COUNTED =
      "update study_state set done = done + ?2, failed = failed + ?3 where study_id = ?1";

  private static final String LISTED =
      """
      select study_id, name, submitted_at, total, done, failed,
        begun or exists (select 1 from run_progress run where run.study_id = study_state.study_id)
      from study_state
      """;

  /** The state of a cell as a status says it; parameter 2: whether its study is cancelled. */
  private static final String STATE =
      """
      case when evaluation_key is not null then 'done' when failed then 'failed'
        when ?2 then 'cancelled' when begun then 'running' else 'pending' end
      """;

  private final EntityManager entities;

  StudyStates(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * A study that was submitted.
   *
   * @param total number of cells
   * @param done cells that have metrics
   * @param failed cells that have failed and have no metrics
   * @param begun whether a run has said anything or has ended
   */
  public record Known(
      String studyId,
      String name,
      Instant submittedAt,
      int total,
      int done,
      int failed,
      boolean begun) {}

  /** Takes an event into account that has just been stored. */
  @Transactional(Transactional.TxType.MANDATORY)
  void apply(AssayEvent event, Instant recordedAt) {
    switch (event) {
      case StudySubmitted e -> submitted(e, recordedAt);
      case ModelTrained e -> runEnded(e.studyId(), e.cellId());
      case PredictionsReady e -> runEnded(e.studyId(), e.cellId());
      case EvaluationCompleted e -> evaluated(e.studyId(), e.cellId());
      case CellFailed e -> failed(e.studyId(), e.cellId());
      default -> {
        // About no cell.
      }
    }
  }

  private void submitted(StudySubmitted study, Instant recordedAt) {
    List<String> ids = study.cells().stream().map(Cell::cellId).toList();
    query(SUBMITTED_CELLS, study.studyId(), Json.write(ids)).executeUpdate();
    query(SUBMITTED, study.studyId(), study.name(), recordedAt, ids.size()).executeUpdate();
  }

  private void runEnded(String studyId, String cellId) {
    begun(studyId, cellId);
    query(BEGUN, studyId).executeUpdate();
  }

  /** A run of the cell has said something. */
  @Transactional(Transactional.TxType.MANDATORY)
  void begun(String studyId, String cellId) {
    query(BEGUN_CELL, studyId, cellId).executeUpdate();
  }

  private void evaluated(String studyId, String cellId) {
    CellState before = locked(studyId, cellId);
    // After the lock, so that of two evaluations that come at once the second sees the first.
    List<StoredEvent> evaluations =
        StoredEvent.list(
            "studyId = ?1 and cellId = ?2 and type = ?3",
            studyId,
            cellId,
            EventType.EVALUATION_COMPLETED);
    String key =
        StudyHistory.of(evaluations.stream().map(StoredEvent::event).toList())
            .evaluation(cellId)
            .orElseThrow()
            .evaluationKey();
    query(
            "update cell_state set evaluation_key = ?3 where study_id = ?1 and cell_id = ?2",
            studyId,
            cellId,
            key)
        .executeUpdate();
    query(BEGUN, studyId).executeUpdate();
    if (before.evaluationKey() == null) {
      query(COUNTED, studyId, 1, before.failed() ? -1 : 0).executeUpdate();
    }
  }

  private void failed(String studyId, String cellId) {
    CellState before = locked(studyId, cellId);
    query(BEGUN, studyId).executeUpdate();
    if (!before.failed()) {
      query(
              "update cell_state set failed = true where study_id = ?1 and cell_id = ?2",
              studyId,
              cellId)
          .executeUpdate();
      query(COUNTED, studyId, 0, before.evaluationKey() == null ? 1 : 0).executeUpdate();
    }
  }

  private CellState locked(String studyId, String cellId) {
    query(KNOWN_CELL, studyId, cellId).executeUpdate();
    Object[] row = (Object[]) query(LOCKED_CELL, studyId, cellId).getSingleResult();
    return new CellState((String) row[0], (Boolean) row[1]);
  }

  /** The submitted studies, the newest first. */
  @Transactional
  public List<Known> newest(int limit, int offset) {
    return known(
        LISTED
            + " where submitted_at is not null order by submitted_at desc, study_id"
            + " limit ?1 offset ?2",
        limit,
        offset);
  }

  /** Absent until its submission has come. */
  @Transactional
  public Optional<Known> find(String studyId) {
    return known(LISTED + " where submitted_at is not null and study_id = ?1", studyId).stream()
        .findFirst();
  }

  private List<Known> known(String sql, Object... parameters) {
    return rows(query(sql, parameters)).stream()
        .map(
            row ->
                new Known(
                    (String) row[0],
                    (String) row[1],
                    (Instant) row[2],
                    ((Number) row[3]).intValue(),
                    ((Number) row[4]).intValue(),
                    ((Number) row[5]).intValue(),
                    (Boolean) row[6]))
        .toList();
  }

  /**
   * Ids of cells in the order of the study.
   *
   * @param cancelled whether the study is cancelled, so that what has not ended never will
   * @param states of a status; empty: all
   * @param limit the largest number of cells, from 1
   * @param offset how many are skipped, from 0
   */
  @Transactional
  public List<String> cells(
      String studyId, boolean cancelled, Collection<String> states, int limit, int offset) {
    String sql = "select cell_id from cell_state where study_id = ?1 and ordinal is not null";
    Query query =
        states.isEmpty()
            ? query(sql + " order by ordinal limit ?2 offset ?3", studyId, limit, offset)
            : query(
                sql + " and " + STATE + " in (?3) order by ordinal limit ?4 offset ?5",
                studyId,
                cancelled,
                states,
                limit,
                offset);
    return ids(query);
  }

  /** How many cells {@link #cells} goes through. */
  @Transactional
  public int count(String studyId, boolean cancelled, Collection<String> states) {
    String sql = "select count(*) from cell_state where study_id = ?1 and ordinal is not null";
    Query query =
        states.isEmpty()
            ? query(sql, studyId)
            : query(sql + " and " + STATE + " in (?3)", studyId, cancelled, states);
    return ((Number) query.getSingleResult()).intValue();
  }

  /** Every cell of a study that has ended, by its id. */
  @Transactional
  public Map<String, CellState> ended(String studyId) {
    Map<String, CellState> ended = new HashMap<>();
    for (Object[] row :
        rows(
            query(
                "select cell_id, evaluation_key, failed from cell_state"
                    + " where study_id = ?1 and (failed or evaluation_key is not null)",
                studyId))) {
      ended.put((String) row[0], new CellState((@Nullable String) row[1], (Boolean) row[2]));
    }
    return ended;
  }

  private Query query(String sql, Object... parameters) {
    Query query = entities.createNativeQuery(sql);
    for (int i = 0; i < parameters.length; i++) {
      query.setParameter(i + 1, parameters[i]);
    }
    return query;
  }

  @SuppressWarnings("unchecked") // a native query of several columns
  private static List<Object[]> rows(Query query) {
    return query.getResultList();
  }

  @SuppressWarnings("unchecked") // a native query of one text column
  private static List<String> ids(Query query) {
    return query.getResultList();
  }
}
