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

/** Where the metrics of an evaluation lie. */
@Entity
@Table(name = "evaluation")
@NullUnmarked
public class EvaluationRow extends PanacheEntityBase {
  @Id
  @Column(name = "evaluation_key")
  public String evaluationKey;

  @Column public String metrics;

  public static Optional<EvaluationRow> of(String evaluationKey) {
    return findByIdOptional(evaluationKey);
  }

  /** Keeps the first: equal keys have equal metrics. */
  public static void keep(String evaluationKey, ArtifactRef metrics) {
    if (of(evaluationKey).isEmpty()) {
      EvaluationRow row = new EvaluationRow();
      row.evaluationKey = evaluationKey;
      row.metrics = Json.write(metrics);
      row.persist();
    }
  }

  public ArtifactRef metrics() {
    return Json.read(metrics, ArtifactRef.class);
  }
}
