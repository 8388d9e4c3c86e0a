// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.reporting.render.name.RunNames;
import java.util.Optional;

/**
 * A run of a cell and where its files are.
 *
 * @param names of its data set and its row
 * @param trained absent while it has no model
 * @param scored absent while it has no predictions
 */
record ExportedRun(
    Cell cell,
    long seed,
    RunNames.Names names,
    Optional<ModelTrained> trained,
    Optional<PredictionsReady> scored) {

  /** {@code <folder>/<data set>/<model>/seed-<seed>}. */
  String path(String folder) {
    return "%s/%s/%s/seed-%d".formatted(folder, names.dataset(), names.model(), seed);
  }
}
