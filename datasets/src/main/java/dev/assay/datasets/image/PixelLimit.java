// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;

/**
 * The largest image that is decoded. The limit is checked with the header, before memory for the
 * image is allocated.
 *
 * @param pixels width x height, at least 1
 */
public record PixelLimit(long pixels) {
  /** The size from which Pillow raises DecompressionBombError: twice its MAX_IMAGE_PIXELS. */
  public static final long PILLOW = 178_956_970;

  /** The limit unless another one is set. */
  public static final PixelLimit DEFAULT = new PixelLimit(PILLOW);

  /**
   * Bytes per pixel while an image is decoded: 8 of a 16-bit RGBA raster, 3 of the RGB copy, and up
   * to one of the file itself.
   */
  static final int BYTES_PER_PIXEL = 12;

  public PixelLimit {
    if (pixels < 1) {
      throw new IllegalArgumentException("a pixel limit must be at least 1, not " + pixels);
    }
  }

  /**
   * Half of the heap, shared by the decoders that run at the same time, and never more than Pillow
   * reads.
   *
   * @param heapBytes as {@link Runtime#maxMemory()} returns it
   * @param decoders number of decoders that can run at the same time, at least 1
   */
  public static PixelLimit ofHeap(long heapBytes, int decoders) {
    long each = heapBytes / 2 / Math.max(1, decoders) / BYTES_PER_PIXEL;
    return new PixelLimit(Math.clamp(each, 1, PILLOW));
  }

  /** The limit of this process. */
  public static PixelLimit ofHeap(int decoders) {
    return ofHeap(Runtime.getRuntime().maxMemory(), decoders);
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
              + " are decoded with this heap");
    }
  }

  /** The largest file that is read: no image within the pixel limit needs more bytes. */
  public long fileBytes() {
    return Math.min(Integer.MAX_VALUE - 8L, (1L << 20) + 8 * pixels);
  }
}
