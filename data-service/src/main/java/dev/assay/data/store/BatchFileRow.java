// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A new, changed or deleted file of a batch. */
@Entity
@Table(name = "arrival")
@IdClass(BatchFileRow.Key.class)
@NullUnmarked
public class BatchFileRow extends PanacheEntityBase {
  /** A batch has each file once, in its last state. */
  public record Key(Long batchId, String path) {}

  @Id
  @Column(name = "batch_id")
  public Long batchId;

  /** Below the folder of the data set. */
  @Id @Column public String path;

  /** Where it comes from: folder, upload, topic or bucket. */
  @Column public String source;

  /** Stamp of the file in the last poll; absent: the file was deleted. */
  @Column public @Nullable String stamp;

  /** Path of the file in the staging folder; absent if it was not sent. */
  @Column public @Nullable String staged;

  /** Time of the poll that found its last change. */
  @Column(name = "arrived_at")
  public Instant arrivedAt;

  /** The files of a batch by path. */
  public static Map<String, BatchFileRow> ofBatch(Long batchId) {
    Map<String, BatchFileRow> rows = new LinkedHashMap<>();
    BatchFileRow.<BatchFileRow>list("batchId = ?1 order by path", batchId)
        .forEach(row -> rows.put(row.path, row));
    return rows;
  }

  /** Files of a batch that changed after the moment. */
  public static List<BatchFileRow> since(Long batchId, Instant moment) {
    return list("batchId = ?1 and arrivedAt > ?2", batchId, moment);
  }

  public static int count(Long batchId) {
    return Math.toIntExact(count("batchId", batchId));
  }

  /** Paths of sent files whose batch has not ended. */
  public static List<String> staged() {
    return find(
            "select a.staged from BatchFileRow a, BatchRow b where b.id = a.batchId"
                + " and a.staged is not null and b.state in (?1, ?2)",
            BatchRow.State.COLLECTING,
            BatchRow.State.CLOSED)
        .project(String.class)
        .list();
  }

  /** Where files of a data set wait that were sent, by their paths. */
  public static List<String> stagedOf(String dataset, Set<String> paths) {
    return find(
            "select a.staged from BatchFileRow a, BatchRow b where b.id = a.batchId"
                + " and a.staged is not null and b.dataset = ?1 and a.path in ?2",
            dataset,
            paths)
        .project(String.class)
        .list();
  }

  /** Moves files that are still changing to another batch. */
  public static void move(List<BatchFileRow> files, Long toBatch) {
    for (BatchFileRow row : files) {
      row.delete();
      BatchFileRow moved = new BatchFileRow();
      moved.batchId = toBatch;
      moved.path = row.path;
      moved.source = row.source;
      moved.stamp = row.stamp;
      moved.staged = row.staged;
      moved.arrivedAt = row.arrivedAt;
      moved.persist();
    }
  }
}
