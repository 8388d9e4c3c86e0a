// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.store;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** A weights file that was inspected and is in the artifact store. */
@Entity
@Table(name = "weights")
@NullUnmarked
public class WeightsRow extends PanacheEntityBase {
  @Id @Column public String sha256;
  @Column public String backbone;

  @Column(name = "file_name")
  public String fileName;

  @Column public String source;
  @Column public String preprocessing;
  @Column public String file;

  /** 0 for a network; otherwise a separate classifier over so many blocks. */
  @Column(name = "head_layers")
  public int headLayers;

  @Column(name = "registered_at")
  public Instant registeredAt;

  public static Optional<WeightsRow> of(String sha256) {
    return findByIdOptional(sha256);
  }

  /** The files of a network, the one that was registered last first. */
  public static List<WeightsRow> networks(String backbone) {
    return list("backbone = ?1 and headLayers = 0 order by registeredAt desc, sha256", backbone);
  }

  /** The separate classifier of a backbone over so many blocks, if it is registered. */
  public static Optional<WeightsRow> head(String backbone, int layers) {
    return find(
            "backbone = ?1 and headLayers = ?2 order by registeredAt desc, sha256",
            backbone,
            layers)
        .firstResultOptional();
  }

  public static List<WeightsRow> sorted() {
    return list("order by backbone, registeredAt desc, sha256");
  }

  public ArtifactRef file() {
    return Json.read(file, ArtifactRef.class);
  }

  public Preprocessing preprocessing() {
    return Json.read(preprocessing, Preprocessing.class);
  }
}
