// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.StudyHistory;
import dev.assay.reporting.plot.PlotSource;
import dev.assay.reporting.store.StoredFiles;
import java.util.Optional;

/** The runs of a study in the store. */
record StoredRuns(StudyHistory history, StoredFiles files) implements PlotSource {
  @Override
  public Optional<ModelManifest> model(String cellId, long seed) {
    return history.trained(cellId, seed).map(run -> files.manifest(run.manifest()));
  }

  @Override
  public Optional<Predictions> test(String cellId, long seed) {
    return history.scored(cellId, seed).map(run -> files.predictions(run.test()));
  }

  @Override
  public Optional<FindingPredictions> testOfFindings(String cellId, long seed) {
    return history.scored(cellId, seed).map(run -> files.findingPredictions(run.test()));
  }
}
