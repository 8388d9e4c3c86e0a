// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.store;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** Features of a frozen backbone for some or all images of a pixels file. */
@Entity
@Table(name = "features")
@NullUnmarked
public class FeaturesRow extends PanacheEntityBase {
  @Id
  @Column(name = "features_key")
  public String featuresKey;

  @Column public String artifact;
  @Column public long size;

  @Column(name = "made_at")
  public Instant madeAt;

  public static Optional<ArtifactRef> of(String featuresKey) {
    return FeaturesRow.<FeaturesRow>findByIdOptional(featuresKey)
        .map(row -> Json.read(row.artifact, ArtifactRef.class));
  }

  /**
   * Keeps the larger file: scorings of different splits compute features at the same time, and each
   * writes those that it found and those that it added.
   */
  public static void keep(String featuresKey, ArtifactRef features) {
    getEntityManager()
        .createNativeQuery(
            """
            insert into features (features_key, artifact, size) values (?1, ?2, ?3)
            on conflict (features_key) do update
              set artifact = excluded.artifact, size = excluded.size, made_at = now()
              where features.size < excluded.size
            """)
        .setParameter(1, featuresKey)
        .setParameter(2, Json.write(features))
        .setParameter(3, features.size())
        .executeUpdate();
  }
}
