// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** The run of a cell of a study for one seed. */
@Entity
@Table(name = "cell_run")
@IdClass(CellRunRow.Key.class)
@NullUnmarked
public class CellRunRow extends PanacheEntityBase {
  /** Its key. */
  public record Key(String studyId, String cellId, long seed) implements Serializable {}

  @Id
  @Column(name = "study_id")
  public String studyId;

  @Id
  @Column(name = "cell_id")
  public String cellId;

  @Id @Column public long seed;

  @Column(name = "run_key")
  public String runKey;

  /** Stores the run; it replaces the run of an earlier split. */
  public static void plan(Key key, String runKey) {
    CellRunRow row = findById(key);
    if (row == null) {
      row = new CellRunRow();
      row.studyId = key.studyId();
      row.cellId = key.cellId();
      row.seed = key.seed();
      row.runKey = runKey;
      row.persist();
    } else {
      row.runKey = runKey;
    }
  }

  /** The run of this cell, unless a later split has replaced it. */
  public static Optional<CellRunRow> of(String studyId, String cellId, String runKey) {
    return find("studyId = ?1 and cellId = ?2 and runKey = ?3", studyId, cellId, runKey)
        .firstResultOptional();
  }

  public static List<CellRunRow> ofStudy(String studyId) {
    return list("studyId = ?1 order by cellId, seed", studyId);
  }

  public static List<CellRunRow> ofRun(String runKey) {
    return list("runKey = ?1 order by studyId, cellId", runKey);
  }
}
