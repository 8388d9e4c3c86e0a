// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.inference.store.FeaturesRow;
import dev.assay.inference.store.SplitRow;
import dev.assay.inference.store.TrainedRunRow;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The features that scorings of frozen backbones left in the artifact store. */
@ApplicationScoped
public class StoredFeatures {
  private final ArtifactStore store;

  StoredFeatures(ArtifactStore store) {
    this.store = store;
  }

  /**
   * Absent if the backbone of the run is not frozen, and while nothing is kept. They are a cache
   * that runs of other studies share, so there may be features of more images than the run has.
   */
  @Transactional
  public Optional<ArtifactRef> of(TrainedRunRow run) {
    Optional<SplitRow> split = SplitRow.of(run.studyId, run.dataset);
    if (split.isEmpty()) {
      return Optional.empty();
    }
    ScoringJob job = ScoringJob.of(run.event(), split.get().event());
    try {
      ModelManifest model = ModelManifest.read(store.local(job.modelManifest()));
      Optional<ArtifactRef> imported = job.imported(model);
      return imported.isPresent() ? imported : job.featuresKey(model).flatMap(FeaturesRow::of);
    } catch (ArtifactException.Missing e) {
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
