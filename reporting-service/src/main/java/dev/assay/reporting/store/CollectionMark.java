// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** An artifact that nobody refers to. */
@Entity
@Table(name = "collection_mark")
public class CollectionMark extends PanacheEntityBase {
  @Id public String sha256;

  /** When it had been put last; a later put makes the mark void. */
  public Instant lastPut;

  /** The first run that found it so. */
  public Instant markedAt;

  /** The last run that found it so. */
  public Instant seenAt;
}
