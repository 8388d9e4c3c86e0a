// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/**
 * Studies whose data were withdrawn. Their events stand in the topics for ever and may come late,
 * or again after a rebuild; a receiver asks {@link #has} before it handles one.
 */
@ApplicationScoped
public class ErasedStudies {
  private final DataSource database;
  private final AfterCommit afterCommit;

  ErasedStudies(DataSource database, AfterCommit afterCommit) {
    this.database = database;
    this.afterCommit = afterCommit;
  }

  /**
   * Whether nothing of this study is to be taken in. Until the end of the caller's transaction no
   * erasure of it begins.
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public boolean has(String studyId) {
    lock("pg_advisory_xact_lock_shared", studyId);
    return !Sql.rows(
            database,
            "select 1 from erased_study where study_id = ?",
            row -> row.getInt(1),
            studyId)
        .isEmpty();
  }

  /** All of them. */
  public Set<String> all() {
    return new HashSet<>(
        Sql.rows(database, "select study_id from erased_study", row -> row.getString(1)));
  }

  /**
   * Begins to erase studies, in the caller's transaction: from its commit on nothing of them is
   * taken in. Their requests of work are gone, and with them the work that nobody else has
   * requested; whoever is at it stops and cannot commit. Events of them that were not sent are not,
   * and records of them that were set aside are forgotten.
   *
   * @return takes down what the service removes, too
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public Removal begin(String erasure, Collection<String> studies) {
    studies.stream().sorted().forEach(study -> lock("pg_advisory_xact_lock", study));
    Removal removal = new Removal(database, afterCommit, List.copyOf(studies));
    removal.begin(erasure);
    return removal;
  }

  private void lock(String function, String studyId) {
    Sql.rows(
        database,
        "select 1 from %s(hashtextextended(current_schema() || ' erased ' || ?, 0))"
            .formatted(function),
        row -> true,
        studyId);
  }
}
