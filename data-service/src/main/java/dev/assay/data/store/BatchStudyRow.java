// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** What a study did with the new version of a batch. */
@Entity
@Table(name = "batch_study")
@IdClass(BatchStudyRow.Key.class)
@NullUnmarked
public class BatchStudyRow extends PanacheEntityBase {
  /** A study reacts once to a batch. */
  public record Key(Long batchId, String name) {}

  @Id
  @Column(name = "batch_id")
  public Long batchId;

  @Id @Column public String name;

  /** The {@code on-new-data} of the study. */
  @Column public String action;

  /** The new revision of the study; absent if there is none. */
  @Column(name = "study_id")
  public @Nullable String studyId;

  /** Why there is no new revision. */
  @Column public @Nullable String reason;

  public static List<BatchStudyRow> ofBatch(Long batchId) {
    return list("batchId = ?1 order by name", batchId);
  }

  public static void keep(
      Long batchId, String name, String action, @Nullable String studyId, @Nullable String reason) {
    BatchStudyRow row = new BatchStudyRow();
    row.batchId = batchId;
    row.name = name;
    row.action = action;
    row.studyId = studyId;
    row.reason = reason;
    row.persist();
  }
}
