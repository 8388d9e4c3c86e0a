// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.store;

import dev.assay.contracts.Json;
import dev.assay.training.RunSpec;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A training and, when it is done, its result. */
@Entity
@Table(name = "run")
@NullUnmarked
public class RunRow extends PanacheEntityBase {
  @Id
  @Column(name = "run_key")
  public String runKey;

  @Column public String spec;

  /** {@link TrainedModels}; absent until the run is done. */
  @Column public @Nullable String models;

  @Column public @Nullable String engine;
  @Column public @Nullable String device;

  /** The successful attempt. */
  @Column public @Nullable Integer attempt;

  /** Wall-clock time of that attempt. */
  @Column public @Nullable Double seconds;

  @Column(name = "cpu_seconds")
  public @Nullable Double cpuSeconds;

  @Column(name = "peak_memory")
  public @Nullable Long peakMemory;

  /** Images per forward pass after memory ran out; absent: as in the key. */
  @Column(name = "micro_batch")
  public @Nullable Integer microBatch;

  @Column(name = "planned_at")
  public Instant plannedAt;

  @Column(name = "trained_at")
  public @Nullable Instant trainedAt;

  public static Optional<RunRow> of(String runKey) {
    return findByIdOptional(runKey);
  }

  /** At most two of the runs whose key begins so: enough to see that there are several. */
  public static List<RunRow> beginningWith(String prefix) {
    return find("runKey like ?1 order by runKey", prefix + "%").page(0, 2).list();
  }

  /** Creates the row unless it exists. */
  public static void plan(RunSpec spec) {
    String key = spec.runKey();
    if (findById(key) == null) {
      RunRow row = new RunRow();
      row.runKey = key;
      row.spec = Json.write(spec);
      row.plannedAt = Instant.now();
      row.persist();
    }
  }

  /** Images per forward pass of the next attempt. */
  public int microBatch() {
    return microBatch == null ? spec().training().microBatch() : microBatch;
  }

  public RunSpec spec() {
    return Json.read(spec, RunSpec.class);
  }

  public Optional<TrainedModels> models() {
    return Optional.ofNullable(models).map(json -> Json.read(json, TrainedModels.class));
  }
}
