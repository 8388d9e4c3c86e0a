// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.evaluation.store.EvaluationRow;
import dev.assay.outbox.StoredResults;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** The metrics of the evaluations that are done, in the artifact store. */
@ApplicationScoped
public class StoredMetrics implements StoredResults {
  private final ArtifactStore store;

  StoredMetrics(ArtifactStore store) {
    this.store = store;
  }

  @Override
  @Transactional
  public List<String> keys(String after, int most) {
    return EvaluationRow.<EvaluationRow>find("evaluationKey > ?1 order by evaluationKey", after)
        .page(0, most)
        .list()
        .stream()
        .map(row -> row.evaluationKey)
        .toList();
  }

  @Override
  @Transactional
  public boolean areIntact(String workKey) {
    return EvaluationRow.of(workKey)
        .filter(evaluation -> store.isIntact(evaluation.metrics()))
        .isPresent();
  }
}
