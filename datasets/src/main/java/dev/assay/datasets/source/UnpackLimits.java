// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.source;

/**
 * Limits of an archive that is unpacked.
 *
 * @param bytes of all unpacked files together
 * @param files number of files
 * @param growth unpacked bytes per packed byte, once there is more than {@link #FREE_GROWTH}
 */
public record UnpackLimits(long bytes, int files, int growth) {
  /** Up to so many bytes an archive of text or of uniform images can have any growth. */
  static final long FREE_GROWTH = 64L << 20;

  /** For archives of one's own: a terabyte, of which the disk has to have the room. */
  public static UnpackLimits standard() {
    return new UnpackLimits(1L << 40, 20_000_000, 100);
  }
}
