// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;

/**
 * The largest image that is decoded. The limit is a fixed number and does not follow from the
 * memory or the processors of a machine, so that the same files are read everywhere. It is checked
 * with the header, before memory for the image is allocated.
 *
 * @param pixels width x height, at least 1
 */
public record PixelLimit(long pixels) {
  /** The size from which Pillow raises DecompressionBombError: twice its MAX_IMAGE_PIXELS. */
  public static final long PILLOW = 178_956_970;

  /** The limit unless another one is set. */
  public static final PixelLimit DEFAULT = new PixelLimit(PILLOW);

  public PixelLimit {
    if (pixels < 1) {
      throw new IllegalArgumentException("a pixel limit must be at least 1, not " + pixels);
    }
  }

  /**
   * @throws UnusableImageException if the header states more than the limit, or no pixels
   */
  public void check(long width, long height) throws UnusableImageException {
    if (width < 1 || height < 1) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the header says " + width + " x " + height + " pixels");
    }
    if (width > pixels || height > pixels || width * height > pixels) {
      throw new UnusableImageException(
          QuarantineReason.TOO_MANY_PIXELS,
          "the header says "
              + width
              + " x "
              + height
              + " pixels; at most "
              + pixels
              + " are decoded");
    }
  }

  /** The largest file that is read: no image within the pixel limit needs more bytes. */
  public long fileBytes() {
    return Math.min(Integer.MAX_VALUE - 8L, (1L << 20) + 8 * pixels);
  }
}
