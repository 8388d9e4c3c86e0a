// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** The newest progress of a run on behalf of a cell. */
@Entity
@Table(name = "run_progress")
@IdClass(RunProgress.Key.class)
public class RunProgress extends PanacheEntityBase {
  @Id public String studyId;
  @Id public String cellId;
  @Id public String runKey;

  /** Offset in the topic. A study's records are in one partition, so a later one is greater. */
  public long recordOffset;

  public String payload;

  protected RunProgress() {}

  /** A run on behalf of a cell. */
  public record Key(String studyId, String cellId, String runKey) implements Serializable {}
}
