package dev.assay.data.dataset;

/**
 * What an archive may unpack to.
 *
 * @param bytes of all files together
 * @param files in all
 * @param growth unpacked bytes per packed byte, once there is more than {@link #FREE_GROWTH}
 */
record UploadLimits(long bytes, int files, int growth) {
  /** Small archives of text or of flat pictures may grow as they like. */
  static final long FREE_GROWTH = 64L << 20;
}
