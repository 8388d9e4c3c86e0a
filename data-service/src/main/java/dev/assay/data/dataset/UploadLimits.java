package dev.assay.data.dataset;

import dev.assay.data.DataConfig;

/**
 * What an archive may unpack to.
 *
 * @param bytes of all files together
 * @param files in all
 * @param growth unpacked bytes per packed byte, once there is more than {@link #FREE_GROWTH}
 */
public record UploadLimits(long bytes, int files, int growth) {
  /** Small archives of text or of flat pictures may grow as they like. */
  static final long FREE_GROWTH = 64L << 20;

  public static UploadLimits of(DataConfig.Upload config) {
    return new UploadLimits(config.maxSize().asLongValue(), config.maxFiles(), config.maxGrowth());
  }
}
