// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.weights;

import dev.assay.contracts.Preprocessing;
import dev.assay.data.store.ImportedModelRow;
import dev.assay.data.store.WeightsRow;

/**
 * A registered weights file.
 *
 * @param source the data that it was pretrained on
 * @param size in bytes
 */
public record WeightsView(
    String backbone,
    String fileName,
    String sha256,
    String source,
    long size,
    Preprocessing preprocessing) {

  /** A model that is no backbone, under its own name. */
  static WeightsView of(ImportedModelRow row) {
    return new WeightsView(
        row.name,
        row.fileName,
        row.file().sha256(),
        row.source,
        row.file().size(),
        row.preprocessing());
  }

  static WeightsView of(WeightsRow row) {
    return new WeightsView(
        row.backbone, row.fileName, row.sha256, row.source, row.file().size(), row.preprocessing());
  }
}
