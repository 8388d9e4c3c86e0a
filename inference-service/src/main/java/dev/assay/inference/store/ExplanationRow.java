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

/**
 * An explanation that was made, by the key of its work. The artifact is referred to as long as the
 * row is there.
 */
@Entity
@Table(name = "explanation")
@NullUnmarked
public class ExplanationRow extends PanacheEntityBase {
  @Id
  @Column(name = "explanation_key")
  public String explanationKey;

  @Column public String artifact;

  @Column(name = "made_at")
  public Instant madeAt;

  public static Optional<ArtifactRef> of(String key) {
    return ExplanationRow.<ExplanationRow>findByIdOptional(key)
        .map(row -> Json.read(row.artifact, ArtifactRef.class));
  }

  /**
   * One transaction after another passes this, on all replicas, until it ends: what one counts,
   * another does not change.
   */
  public static void oneAtATime() {
    getEntityManager()
        .createNativeQuery(
            "select 1 from pg_advisory_xact_lock(hashtext(current_schema()), hashtext('explanation'))")
        .getSingleResult();
  }

  /** Replaces one that the store has lost. */
  public static void keep(String key, ArtifactRef artifact) {
    ExplanationRow row = findById(key);
    if (row == null) {
      row = new ExplanationRow();
      row.explanationKey = key;
    }
    row.artifact = Json.write(artifact);
    row.madeAt = Instant.now();
    row.persist();
  }

  /** Forgets those made before a time. Returns their number. */
  public static int forgetBefore(Instant time) {
    return (int) delete("madeAt < ?1", time);
  }
}
