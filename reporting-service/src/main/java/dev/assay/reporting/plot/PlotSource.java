// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.plot;

import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Predictions;
import java.util.Optional;

/** The stored results of runs that a report does not have. */
public interface PlotSource {
  /** Of the model of a run; absent while it has none. */
  Optional<ModelManifest> model(String cellId, long seed);

  /** Of the test images of a run; absent while there are none. */
  Optional<Predictions> test(String cellId, long seed);

  /** Likewise of images that may show several findings. */
  Optional<FindingPredictions> testOfFindings(String cellId, long seed);
}
