// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Predictions;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Whole files of runs, read each time: of what a report needs, {@link StoredResults} keeps less.
 */
public record StoredFiles(ArtifactStore store) {

  public ModelManifest manifest(ArtifactRef ref) {
    try {
      return ModelManifest.read(store.local(ref));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public FindingPredictions findingPredictions(ArtifactRef ref) {
    try {
      return FindingPredictions.read(store.local(ref));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Predictions predictions(ArtifactRef ref) {
    try {
      return Predictions.read(store.local(ref));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
