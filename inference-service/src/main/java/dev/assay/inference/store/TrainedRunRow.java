// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.ModelTrained;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import io.quarkus.panache.common.Sort;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** A trained run of a cell, and the state of its scoring. */
@Entity
@Table(name = "trained_run")
@NullUnmarked
public class TrainedRunRow extends PanacheEntityBase {
  /** The state of the scoring. */
  public enum State {
    /** Waits for its split. */
    WAITING,
    SCORING,
    DONE,
    FAILED,
    CANCELLED
  }

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  @Column(name = "study_id")
  public String studyId;

  @Column(name = "cell_id")
  public String cellId;

  @Column(name = "run_key")
  public String runKey;

  @Column public long seed;
  @Column public String dataset;

  @Enumerated(EnumType.STRING)
  @Column
  public State state;

  @Column(name = "scoring_key")
  public String scoringKey;

  @Column public String reason;
  @Column public String payload;

  public static TrainedRunRow of(ModelTrained event) {
    TrainedRunRow row = new TrainedRunRow();
    row.studyId = event.studyId();
    row.cellId = event.cellId();
    row.runKey = event.runKey();
    row.seed = event.seed();
    row.dataset = event.dataset();
    row.state = State.WAITING;
    row.payload = Json.write(event);
    return row;
  }

  /** The row of an event that was handled before. */
  public static Optional<TrainedRunRow> known(ModelTrained event) {
    return find(
            "studyId = ?1 and cellId = ?2 and runKey = ?3",
            event.studyId(),
            event.cellId(),
            event.runKey())
        .firstResultOptional();
  }

  /** The runs of a data set that wait for its split, in the order of their run keys. */
  public static List<TrainedRunRow> waiting(String studyId, String dataset) {
    return list(
        "studyId = ?1 and dataset = ?2 and state = ?3",
        Sort.by("runKey", "id"),
        studyId,
        dataset,
        State.WAITING);
  }

  /** The runs of one cell that wait for one scoring: the seeds of a cell can share a model. */
  public static List<TrainedRunRow> scoring(String studyId, String cellId, String scoringKey) {
    return list(
        "studyId = ?1 and cellId = ?2 and scoringKey = ?3 and state = ?4",
        Sort.by("id"),
        studyId,
        cellId,
        scoringKey,
        State.SCORING);
  }

  /** All runs that wait for one scoring, whose progress is published. */
  public static List<TrainedRunRow> scoring(String scoringKey) {
    return list("scoringKey = ?1 and state = ?2", Sort.by("id"), scoringKey, State.SCORING);
  }

  /** The run of a cell with a seed; one of them if it was trained anew. */
  public static Optional<TrainedRunRow> of(String studyId, String cellId, long seed) {
    return TrainedRunRow.<TrainedRunRow>find(
            "studyId = ?1 and cellId = ?2 and seed = ?3 order by runKey", studyId, cellId, seed)
        .firstResultOptional();
  }

  public static List<TrainedRunRow> ofStudy(String studyId) {
    return list("studyId", Sort.by("cellId", "seed", "id"), studyId);
  }

  /** Runs whose key begins with these digits. */
  public static List<TrainedRunRow> ofRun(String prefix) {
    return list("runKey like ?1", Sort.by("runKey", "id"), prefix + "%");
  }

  public static void cancel(String studyId) {
    update(
        "state = ?1 where studyId = ?2 and state in (?3, ?4)",
        State.CANCELLED,
        studyId,
        State.WAITING,
        State.SCORING);
  }

  public ModelTrained event() {
    return Json.read(payload, ModelTrained.class);
  }

  /**
   * Locks the study until the end of the transaction: events of one study arrive on several topics,
   * and the handler of each must see what the others have written.
   */
  public static void lock(String studyId) {
    getEntityManager()
        .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(?1, 0))")
        .setParameter(1, studyId)
        .getSingleResult();
  }
}
