// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A data set whose folder is watched, all the time or on a schedule. */
@Entity
@Table(name = "watched_folder")
@NullUnmarked
public class WatchRow extends PanacheEntityBase {
  @Id @Column public String dataset;

  @Column(name = "quiet_ms")
  public @Nullable Long quietMillis;

  @Column(name = "max_wait_ms")
  public @Nullable Long maxWaitMillis;

  @Column public Instant since;

  /** When the folder is polled, in five fields of cron; absent: all the time. */
  @Column public @Nullable String cron;

  /** Of the cron expression; absent with it. */
  @Column public @Nullable String zone;

  /** The last poll that the cron expression started; absent without it. */
  @Column(name = "looked_at")
  public @Nullable Instant polledAt;

  public static Optional<WatchRow> of(String dataset) {
    return findByIdOptional(dataset);
  }

  public static List<WatchRow> sorted() {
    return list("order by dataset");
  }

  public Duration quiet(Duration ifAbsent) {
    return quietMillis == null ? ifAbsent : Duration.ofMillis(quietMillis);
  }

  public Duration maxWait(Duration ifAbsent) {
    return maxWaitMillis == null ? ifAbsent : Duration.ofMillis(maxWaitMillis);
  }
}
