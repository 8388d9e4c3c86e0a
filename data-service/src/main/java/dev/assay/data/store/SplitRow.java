// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** A split of a version for a study; immutable. */
@Entity
@Table(name = "dataset_split")
@NullUnmarked
public class SplitRow extends PanacheEntityBase {
  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  @Column public String dataset;

  /** Hash of seed, shares, fold or repeat. */
  @Column public String settings;

  /** Content hash. */
  @Column public String version;

  @Column(name = "split_id")
  public String splitId;

  @Column public @Nullable String parent;
  @Column public String manifest;

  @Column(name = "made_at")
  public Instant madeAt;

  public static Optional<SplitRow> of(String dataset, String settings, String version) {
    return find("dataset = ?1 and settings = ?2 and version = ?3", dataset, settings, version)
        .firstResultOptional();
  }

  public static Optional<SplitRow> newest(String dataset, String settings) {
    return find("dataset = ?1 and settings = ?2 order by id desc", dataset, settings)
        .firstResultOptional();
  }

  public static Optional<SplitRow> withId(String dataset, String settings, String splitId) {
    return find("dataset = ?1 and settings = ?2 and splitId = ?3", dataset, settings, splitId)
        .firstResultOptional();
  }

  public static List<SplitRow> ofDataset(String dataset) {
    return list("dataset = ?1 order by id desc", dataset);
  }

  public ArtifactRef file() {
    return Json.read(manifest, ArtifactRef.class);
  }
}
