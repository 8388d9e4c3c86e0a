// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.LockModeType;
import jakarta.persistence.Table;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** How far the comparison of a study's data set has come. */
@Entity
@Table(name = "comparison_demand")
@NullUnmarked
public class ComparisonRequestRow extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  @Column(name = "study_id")
  public String studyId;

  @Column public String dataset;

  /** Of the evaluations compared and the plan, without the looks before. */
  @Column public @Nullable String subject;

  /** Of the comparison that is wanted now. */
  @Column(name = "comparison_key")
  public @Nullable String comparisonKey;

  /** Of the one that was announced last. */
  @Column(name = "announced_key")
  public @Nullable String announcedKey;

  /** Why there is none for what is wanted now. */
  @Column public @Nullable String reason;

  public static Optional<ComparisonRequestRow> of(String studyId, String dataset) {
    return find("studyId = ?1 and dataset = ?2", studyId, dataset).firstResultOptional();
  }

  /** In the order in which they were first wanted. */
  public static List<ComparisonRequestRow> ofStudy(String studyId) {
    return list("studyId = ?1 order by id", studyId);
  }

  /**
   * As it is now, and nobody else changes it until the end of the transaction: what is announced
   * and what is wanted next must know of each other.
   */
  public void lock() {
    getEntityManager().flush();
    getEntityManager().refresh(this, LockModeType.PESSIMISTIC_WRITE);
  }
}
