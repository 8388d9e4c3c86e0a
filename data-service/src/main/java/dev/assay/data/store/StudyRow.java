// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Basic;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A study and its state. */
@Entity
@Table(name = "study")
@NullUnmarked
public class StudyRow extends PanacheEntityBase {
  /**
   *
   *
   * <pre>
   * RUNNING --every cell has metrics--------------------> DONE
   *    |  +---every cell ended, some without metrics ----> FAILED_CELLS
   *    +------cancel ------------------------------------> CANCELLED
   * any -------erasure ----------------------------------> DATA_WITHDRAWN
   * </pre>
   */
  public enum State {
    RUNNING,
    DONE,
    FAILED_CELLS,
    CANCELLED,
    DATA_WITHDRAWN;

    /** As clients see it: {@code failed-cells}. */
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Id
  @Column(name = "study_id")
  public String studyId;

  @Column(name = "content_hash")
  public String contentHash;

  /**
   * From 1 on; counts submissions of this content, which start again after failure or cancellation.
   */
  @Column public int attempt;

  @Column public String name;

  @Enumerated(EnumType.STRING)
  @Column
  public State state;

  /** Megabytes in a large study, which most events do not need. */
  @Basic(fetch = FetchType.LAZY)
  @Column
  public String submitted;

  @Basic(fetch = FetchType.LAZY)
  @Column
  public String splits;

  @Column public String notes;

  /** Number of the revision, from 1 on; the column has the earlier name. */
  @Column(name = "generation")
  public int revision;

  /** Study id of the revision before; absent for the first. */
  @Column public @Nullable String previous;

  @Column(name = "submitted_at")
  public Instant submittedAt;

  @Column(name = "ended_at")
  public @Nullable Instant endedAt;

  public static Optional<StudyRow> of(String studyId) {
    return findByIdOptional(studyId);
  }

  /** The study, locked until the end of the transaction. */
  public static Optional<StudyRow> locked(String studyId) {
    return findByIdOptional(studyId, LockModeType.PESSIMISTIC_WRITE);
  }

  public static Optional<StudyRow> newest(String contentHash) {
    return find("contentHash = ?1 order by attempt desc", contentHash).firstResultOptional();
  }

  public static List<StudyRow> newestFirst() {
    return list("order by submittedAt desc, studyId");
  }

  /** Whether a submission of the same content is answered with this study. */
  public boolean isReusable() {
    return state == State.RUNNING || state == State.DONE;
  }

  public StudySubmitted submitted() {
    return Json.read(submitted, StudySubmitted.class);
  }

  public List<SplitPublished> splits() {
    List<SplitPublished> events = new ArrayList<>();
    Json.read(splits, JsonNode.class)
        .forEach(node -> events.add(Json.read(node.toString(), SplitPublished.class)));
    return events;
  }

  /** The notes in the answer to its submission. */
  public List<String> notes() {
    List<String> texts = new ArrayList<>();
    Json.read(notes, JsonNode.class).forEach(node -> texts.add(node.textValue()));
    return texts;
  }
}
