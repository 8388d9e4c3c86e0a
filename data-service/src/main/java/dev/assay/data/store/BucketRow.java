// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** A watched bucket, whose objects become images of an uploaded data set. */
@Entity
@Table(name = "watched_bucket")
@NullUnmarked
public class BucketRow extends PanacheEntityBase {
  @Id @Column public String dataset;
  @Column public String bucket;

  /** Prefix of the keys; empty for the whole bucket. */
  @Column public String prefix;

  @Column public Instant since;

  public static Optional<BucketRow> of(String dataset) {
    return findByIdOptional(dataset);
  }

  public static List<BucketRow> sorted() {
    return list("order by dataset");
  }
}
