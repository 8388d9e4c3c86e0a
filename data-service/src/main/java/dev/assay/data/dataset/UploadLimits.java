// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.data.DataConfig;

/**
 * Limits of an uploaded archive.
 *
 * @param bytes of all unpacked files together
 * @param files number of files
 * @param growth unpacked bytes per packed byte, once there is more than {@link #FREE_GROWTH}
 */
public record UploadLimits(long bytes, int files, int growth) {
  /** Up to so many bytes an archive of text or of uniform images can have any growth. */
  static final long FREE_GROWTH = 64L << 20;

  public static UploadLimits of(DataConfig.Upload config) {
    return new UploadLimits(config.maxSize().asLongValue(), config.maxFiles(), config.maxGrowth());
  }
}
