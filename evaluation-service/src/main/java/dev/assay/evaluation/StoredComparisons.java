// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.evaluation.store.ComparisonRow;
import dev.assay.outbox.StoredResults;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** The comparisons that are done, in the artifact store. */
@ApplicationScoped
public class StoredComparisons implements StoredResults {
  private final ArtifactStore store;

  StoredComparisons(ArtifactStore store) {
    this.store = store;
  }

  @Override
  @Transactional
  public List<String> keys(String after, int most) {
    String key = after.isEmpty() ? "" : ComparisonWork.comparisonKey(after);
    return ComparisonRow.<ComparisonRow>find("comparisonKey > ?1 order by comparisonKey", key)
        .page(0, most)
        .list()
        .stream()
        .map(row -> ComparisonWork.workKey(row.comparisonKey))
        .toList();
  }

  @Override
  @Transactional
  public boolean areIntact(String workKey) {
    return ComparisonRow.of(ComparisonWork.comparisonKey(workKey))
        .filter(comparison -> store.isIntact(comparison.file()))
        .isPresent();
  }
}
