// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.StudyHistory;
import dev.assay.reporting.plot.PlotSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** The runs of a study in the store. */
record StoredRuns(StudyHistory history, ArtifactStore store) implements PlotSource {
  @Override
  public Optional<ModelManifest> model(String cellId, long seed) {
    return history
        .trained(cellId, seed)
        .map(
            run -> {
              try {
                return ModelManifest.read(store.local(run.manifest()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }

  @Override
  public Optional<Predictions> test(String cellId, long seed) {
    return history
        .scored(cellId, seed)
        .map(
            run -> {
              try {
                return Predictions.read(store.local(run.test()));
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
  }
}
