// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.StudySubmitted;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A study, or only the request to cancel one that has not arrived yet. */
@Entity
@Table(name = "study")
@NullUnmarked
public class StudyRow extends PanacheEntityBase {
  @Id
  @Column(name = "study_id")
  public String studyId;

  @Column public @Nullable String payload;

  @Column public boolean cancelled;
  @Column public boolean paused;

  /**
   * The row, created if it is missing, and locked for this transaction: events of one study arrive
   * on several topics, and the handler of each must see what the others have written.
   */
  public static StudyRow locked(String studyId) {
    getEntityManager()
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtext(current_schema()), hashtext(?1))")
        .setParameter(1, studyId)
        .getSingleResult();
    StudyRow row = findById(studyId);
    if (row == null) {
      row = new StudyRow();
      row.studyId = studyId;
      row.persist();
    }
    return row;
  }

  public static Optional<StudySubmitted> event(String studyId) {
    return StudyRow.<StudyRow>findByIdOptional(studyId).flatMap(StudyRow::event);
  }

  /** The study, unless only its cancellation has arrived. */
  public Optional<StudySubmitted> event() {
    return Optional.ofNullable(payload).map(json -> Json.read(json, StudySubmitted.class));
  }
}
