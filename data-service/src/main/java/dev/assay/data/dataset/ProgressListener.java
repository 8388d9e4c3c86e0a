// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.contracts.progress.DatasetProgress;

/** Receives the progress of a data set; it must not influence the work. */
public interface ProgressListener {
  void progressed(DatasetProgress event);
}
