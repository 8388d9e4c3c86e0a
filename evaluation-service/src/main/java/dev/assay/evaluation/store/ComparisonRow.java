// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.store;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Json;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;

/** Where a comparison lies. */
@Entity
@Table(name = "comparison")
@NullUnmarked
public class ComparisonRow extends PanacheEntityBase {
  @Id
  @Column(name = "comparison_key")
  public String comparisonKey;

  @Column public String file;

  public static Optional<ComparisonRow> of(String comparisonKey) {
    return findByIdOptional(comparisonKey);
  }

  /** Keeps the first: equal keys have equal comparisons. */
  public static void keep(String comparisonKey, ArtifactRef file) {
    if (of(comparisonKey).isEmpty()) {
      ComparisonRow row = new ComparisonRow();
      row.comparisonKey = comparisonKey;
      row.file = Json.write(file);
      row.persist();
    }
  }

  public ArtifactRef file() {
    return Json.read(file, ArtifactRef.class);
  }
}
