// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.data.DataConfig;
import dev.assay.datasets.source.UnpackLimits;

/** The limits of an uploaded archive, from the settings. */
public final class UploadLimits {
  private UploadLimits() {}

  public static UnpackLimits of(DataConfig.Upload config) {
    return new UnpackLimits(config.maxSize().asLongValue(), config.maxFiles(), config.maxGrowth());
  }
}
