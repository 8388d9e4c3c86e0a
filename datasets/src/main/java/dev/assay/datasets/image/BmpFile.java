// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a bitmap of Windows or OS/2.
 *
 * @param width in pixels
 * @param height in pixels, without the sign that says where the first row is
 * @param bits of a pixel
 * @param plain whether the pixels are not compressed
 * @param pixels where they begin
 */
record BmpFile(long width, long height, int bits, boolean plain, long pixels) {
  /** The header of OS/2, whose sizes have 16 bits. */
  private static final int CORE = 12;

  static BmpFile of(byte[] file) throws UnusableImageException {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    boolean core = in.getInt(14) == CORE;
    if (!core && file.length < 34) {
      throw truncated();
    }
    long pixels = Integer.toUnsignedLong(in.getInt(10));
    if (core) {
      return new BmpFile(
          Short.toUnsignedInt(in.getShort(18)),
          Short.toUnsignedInt(in.getShort(20)),
          Short.toUnsignedInt(in.getShort(24)),
          true,
          pixels);
    }
    int compression = in.getInt(30);
    return new BmpFile(
        in.getInt(18),
        Math.abs((long) in.getInt(22)),
        Short.toUnsignedInt(in.getShort(28)),
        compression == 0 || compression == 3,
        pixels);
  }

  /**
   * @throws UnusableImageException if it is larger than the limit, or its pixels are not complete
   */
  void check(byte[] file, PixelLimit limit) throws UnusableImageException {
    limit.check(width, height);
    long row = (width * bits + 31) / 32 * 4;
    // The last row may lack the bytes that fill it up.
    if (plain && pixels + row * (height - 1) + (width * bits + 7) / 8 > file.length) {
      throw truncated();
    }
  }

  private static UnusableImageException truncated() {
    return new UnusableImageException(
        QuarantineReason.TRUNCATED, "the BMP file ends before its image does");
  }
}
