// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.inference.store.ScoreRow;
import dev.assay.outbox.StoredResults;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** The predictions of the scorings that are done, in the artifact store. */
@ApplicationScoped
public class StoredPredictions implements StoredResults {
  private final ArtifactStore store;

  StoredPredictions(ArtifactStore store) {
    this.store = store;
  }

  @Override
  @Transactional
  public List<String> keys(String after, int most) {
    return ScoreRow.<ScoreRow>find("scoringKey > ?1 order by scoringKey", after)
        .page(0, most)
        .list()
        .stream()
        .map(row -> row.scoringKey)
        .toList();
  }

  @Override
  @Transactional
  public boolean areIntact(String workKey) {
    return ScoreRow.of(workKey)
        .filter(score -> store.isIntact(score.test()) && store.isIntact(score.validation()))
        .filter(score -> score.corrupted().stream().allMatch(of -> store.isIntact(of.test())))
        .isPresent();
  }
}
