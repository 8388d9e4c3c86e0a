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
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A file that came, changed or went. */
@Entity
@Table(name = "arrival")
@IdClass(BatchFileRow.Key.class)
@NullUnmarked
public class BatchFileRow extends PanacheEntityBase {
  /** A batch has a file once, as it was last. */
  public record Key(Long batchId, String path) {}

  @Id
  @Column(name = "batch_id")
  public Long batchId;

  /** Below the folder of the data set. */
  @Id @Column public String path;

  /** What brought it. */
  @Column public String source;

  /** As the file was seen last; absent: it went away. */
  @Column public @Nullable String stamp;

  /** Where it waits if it was sent. */
  @Column public @Nullable String staged;

  /** Since when it has been as it is. */
  @Column(name = "arrived_at")
  public Instant arrivedAt;

  /** By path. */
  public static Map<String, BatchFileRow> ofBatch(Long batchId) {
    Map<String, BatchFileRow> rows = new LinkedHashMap<>();
    BatchFileRow.<BatchFileRow>list("batchId = ?1 order by path", batchId)
        .forEach(row -> rows.put(row.path, row));
    return rows;
  }

  public static List<BatchFileRow> since(Long batchId, Instant moment) {
    return list("batchId = ?1 and arrivedAt > ?2", batchId, moment);
  }

  public static int count(Long batchId) {
    return Math.toIntExact(count("batchId", batchId));
  }

  /** What was sent and still waits for its batch. */
  public static List<String> staged() {
    return find(
            "select a.staged from BatchFileRow a, BatchRow b where b.id = a.batchId"
                + " and a.staged is not null and b.state in (?1, ?2)",
            BatchRow.State.COLLECTING,
            BatchRow.State.CLOSED)
        .project(String.class)
        .list();
  }

  /** They have not lain still yet: another batch goes on waiting for them. */
  public static void move(List<BatchFileRow> arrivals, Long toBatch) {
    for (BatchFileRow row : arrivals) {
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
