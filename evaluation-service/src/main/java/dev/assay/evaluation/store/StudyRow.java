// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.store;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.StudySubmitted;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A study as it was submitted. */
@Entity
@Table(name = "study")
@NullUnmarked
public class StudyRow extends PanacheEntityBase {
  @Id
  @Column(name = "study_id")
  public String studyId;

  @Column public String payload;

  public static @Nullable StudyRow of(String studyId) {
    return findById(studyId);
  }

  public StudySubmitted event() {
    return Json.read(payload, StudySubmitted.class);
  }

  /**
   * Until the end of the transaction nobody else can take the same lock: events of one study arrive
   * on several topics, and each must see what the others have written.
   */
  public static void lock(String studyId) {
    getEntityManager()
        .createNativeQuery("select 1 from pg_advisory_xact_lock(hashtextextended(?1, 0))")
        .setParameter(1, studyId)
        .getSingleResult();
  }
}
