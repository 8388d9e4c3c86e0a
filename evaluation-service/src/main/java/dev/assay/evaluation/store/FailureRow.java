// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** A cell that has failed permanently in some stage; a later result replaces the failure. */
@Entity
@Table(name = "failure")
@NullUnmarked
public class FailureRow extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  @Column(name = "study_id")
  public String studyId;

  @Column(name = "cell_id")
  public String cellId;

  @Column public String reason;

  public static void keep(String studyId, String cellId, String reason) {
    FailureRow row =
        FailureRow.<FailureRow>find("studyId = ?1 and cellId = ?2", studyId, cellId)
            .firstResultOptional()
            .orElseGet(FailureRow::new);
    row.studyId = studyId;
    row.cellId = cellId;
    row.reason = reason;
    row.persist();
  }

  public static List<FailureRow> ofStudy(String studyId) {
    return list("studyId", studyId);
  }

  public static Optional<FailureRow> of(String studyId, String cellId) {
    return find("studyId = ?1 and cellId = ?2", studyId, cellId).firstResultOptional();
  }
}
