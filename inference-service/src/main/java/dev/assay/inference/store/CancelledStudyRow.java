// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.jspecify.annotations.NullUnmarked;

/** A cancelled study. Models of it may still arrive. */
@Entity
@Table(name = "cancelled_study")
@NullUnmarked
public class CancelledStudyRow extends PanacheEntityBase {
  @Id
  @Column(name = "study_id")
  public String studyId;

  public static boolean has(String studyId) {
    return findByIdOptional(studyId).isPresent();
  }

  public static void keep(String studyId) {
    if (!has(studyId)) {
      CancelledStudyRow row = new CancelledStudyRow();
      row.studyId = studyId;
      row.persist();
    }
  }
}
