// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.outbox.StoredResults;
import dev.assay.training.store.RunRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** The models of the runs that are done, in the artifact store. */
@ApplicationScoped
public class StoredModels implements StoredResults {
  private final ArtifactStore store;

  StoredModels(ArtifactStore store) {
    this.store = store;
  }

  @Override
  @Transactional
  public List<String> keys(String after, int most) {
    return RunRow.<RunRow>find("runKey > ?1 and models is not null order by runKey", after)
        .page(0, most)
        .list()
        .stream()
        .map(row -> row.runKey)
        .toList();
  }

  @Override
  @Transactional
  public boolean areIntact(String workKey) {
    return RunRow.of(workKey)
        .flatMap(RunRow::models)
        .filter(
            models ->
                models.checkpoints().values().stream()
                    .flatMap(model -> model.stored().stream())
                    .allMatch(store::isIntact))
        .isPresent();
  }
}
