// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A batch of files of a data set, which makes one version. */
@Entity
@Table(name = "arrival_batch")
@NullUnmarked
public class BatchRow extends PanacheEntityBase {
  /**
   *
   *
   * <pre>
   * COLLECTING --quiet time or longest wait over--> CLOSED --version registered---> DONE
   *                                                    +----files not usable--------> FAILED
   * </pre>
   */
  public enum State {
    COLLECTING,
    CLOSED,
    DONE,
    FAILED;

    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  @Column public String dataset;

  @Enumerated(EnumType.STRING)
  @Column
  public State state;

  @Column(name = "opened_at")
  public Instant openedAt;

  @Column(name = "last_arrival_at")
  public Instant lastArrivalAt;

  @Column(name = "closed_at")
  public @Nullable Instant closedAt;

  @Column(name = "ended_at")
  public @Nullable Instant endedAt;

  /** Content hash of the version that was current when the work started. */
  @Column(name = "before_version")
  public @Nullable String beforeVersion;

  /** Content hash of the version after the batch. */
  @Column public @Nullable String version;

  /** Why it failed. */
  @Column public @Nullable String reason;

  public static Optional<BatchRow> collecting(String dataset) {
    return find("dataset = ?1 and state = ?2", dataset, State.COLLECTING).firstResultOptional();
  }

  /** In the order in which they were opened. */
  public static List<BatchRow> in(State state) {
    return list("state = ?1 order by id", state);
  }

  public static List<BatchRow> newestFirst(String dataset, int most) {
    return find("dataset = ?1 order by id desc", dataset).page(0, most).list();
  }

  /** Opens a batch. */
  public static BatchRow open(String dataset, Instant now) {
    BatchRow row = new BatchRow();
    row.dataset = dataset;
    row.state = State.COLLECTING;
    row.openedAt = now;
    row.lastArrivalAt = now;
    row.persistAndFlush();
    return row;
  }
}
