// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The chunks of a WebP file (RFC 9649): whether it is one image, and its orientation. */
final class WebpFile {
  private static final int ANIMATION = 0x02;

  private ExifOrientation orientation = ExifOrientation.UPRIGHT;
  private long width;
  private long height;

  private WebpFile() {}

  /**
   * @throws UnusableImageException if it is animated, or ends before its chunks do
   */
  static WebpFile of(byte[] file) throws UnusableImageException {
    WebpFile webp = new WebpFile();
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    long end = 8 + Integer.toUnsignedLong(in.getInt(4));
    if (end > file.length) {
      throw truncated();
    }
    int at = 12;
    while (at + 8 <= end) {
      String name = new String(file, at, 4, StandardCharsets.ISO_8859_1);
      long size = Integer.toUnsignedLong(in.getInt(at + 4));
      if (at + 8 + size > end) {
        throw truncated();
      }
      webp.chunk(name, in, at + 8, (int) size);
      at += 8 + (int) size + ((int) size & 1);
    }
    return webp;
  }

  private void chunk(String name, ByteBuffer in, int at, int size) throws UnusableImageException {
    byte[] file = in.array();
    if (name.equals("VP8X") && size >= 10) {
      if ((file[at] & ANIMATION) != 0) {
        throw new UnusableImageException(
            QuarantineReason.UNSUPPORTED_FORMAT, "an animated WebP file; single images are read");
      }
      width = 1L + (in.getInt(at + 4) & 0xffffff);
      height = 1L + (in.getInt(at + 6) >>> 8);
    } else if (name.equals("VP8 ") && size >= 10) {
      width = in.getShort(at + 6) & 0x3fff;
      height = in.getShort(at + 8) & 0x3fff;
    } else if (name.equals("VP8L") && size >= 5) {
      int bits = in.getInt(at + 1);
      width = 1L + (bits & 0x3fff);
      height = 1L + (bits >> 14 & 0x3fff);
    } else if (name.equals("EXIF")) {
      boolean marked =
          size > 6 && new String(file, at, 4, StandardCharsets.ISO_8859_1).equals("Exif");
      orientation = ExifOrientation.ofTiff(file, marked ? at + 6 : at, at + size);
    }
  }

  ExifOrientation orientation() {
    return orientation;
  }

  /** As {@link ImageDecoder#memory}. */
  long memory(PixelLimit limit) {
    return ImageDecoder.ofPixels(width, height, 32, limit);
  }

  private static UnusableImageException truncated() {
    return new UnusableImageException(
        QuarantineReason.TRUNCATED, "the WebP file ends before its image does");
  }
}
