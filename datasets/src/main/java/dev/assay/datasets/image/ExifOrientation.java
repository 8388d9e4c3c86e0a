// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The orientation tag (0x0112) of TIFF's first directory, which JPEG and PNG files carry in an Exif
 * segment (Exif 2.32, 4.6.4): 1 is upright, 2 to 8 are the other rotations and reflections of a
 * rectangle.
 */
enum ExifOrientation {
  UPRIGHT,
  MIRRORED,
  TURNED_180,
  FLIPPED,
  TRANSPOSED,
  TURNED_90_CLOCKWISE,
  TRANSVERSED,
  TURNED_90_COUNTERCLOCKWISE;

  private static final int TAG = 0x0112;
  private static final int BYTE = 1;
  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int SIGNED_BYTE = 6;
  private static final int SIGNED_SHORT = 8;
  private static final int SIGNED_LONG = 9;
  private static final byte[] PNG_CHUNK = "eXIf".getBytes(StandardCharsets.US_ASCII);

  /** The orientation of a PNG file whose chunks were checked. */
  static ExifOrientation ofPng(byte[] file) {
    ByteBuffer buffer = ByteBuffer.wrap(file);
    int at = 8;
    while (at + 12 <= file.length) {
      int length = buffer.getInt(at);
      if (length < 0 || length > file.length - at - 12) {
        return UPRIGHT;
      }
      if (Arrays.equals(file, at + 4, at + 8, PNG_CHUNK, 0, 4)) {
        return ofTiff(file, at + 8, at + 8 + length);
      }
      at += 12 + length;
    }
    return UPRIGHT;
  }

  /**
   * The orientation of a directory in a part of a file; upright if it states none that can be read,
   * as in Pillow.
   */
  static ExifOrientation ofTiff(byte[] file, int from, int to) {
    if (to - from < 8) {
      return UPRIGHT;
    }
    ByteBuffer tiff = ByteBuffer.wrap(file, from, to - from).slice();
    tiff.order(tiff.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    long directory = Integer.toUnsignedLong(tiff.getInt(4));
    if (directory + 2 > tiff.limit()) {
      return UPRIGHT;
    }
    int entries = Short.toUnsignedInt(tiff.getShort((int) directory));
    for (int i = 0; i < entries; i++) {
      long entry = directory + 2 + 12L * i;
      if (entry + 12 > tiff.limit()) {
        return UPRIGHT;
      }
      int at = (int) entry;
      if (Short.toUnsignedInt(tiff.getShort(at)) == TAG) {
        return of(value(tiff, at));
      }
    }
    return UPRIGHT;
  }

  /** The orientation of a value of the tag. */
  static ExifOrientation of(long value) {
    return value >= 1 && value <= 8 ? values()[(int) value - 1] : UPRIGHT;
  }

  /** The standard says SHORT; writers use every type of whole numbers, and Pillow reads them. */
  private static long value(ByteBuffer tiff, int entry) {
    return switch (tiff.getShort(entry + 2)) {
      case BYTE, SIGNED_BYTE -> tiff.get(entry + 8);
      case SHORT, SIGNED_SHORT -> tiff.getShort(entry + 8);
      case LONG, SIGNED_LONG -> tiff.getInt(entry + 8);
      default -> 0;
    };
  }

  private boolean swapsSides() {
    return ordinal() >= TRANSPOSED.ordinal();
  }

  /** The upright image. */
  RgbImage upright(RgbImage stored) {
    if (this == UPRIGHT) {
      return stored;
    }
    int width = swapsSides() ? stored.height() : stored.width();
    int height = swapsSides() ? stored.width() : stored.height();
    byte[] in = stored.rgb();
    byte[] out = new byte[in.length];
    int right = stored.width() - 1;
    int bottom = stored.height() - 1;
    int to = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int fromX =
            switch (this) {
              case UPRIGHT, FLIPPED -> x;
              case MIRRORED, TURNED_180 -> right - x;
              case TRANSPOSED, TURNED_90_CLOCKWISE -> y;
              case TRANSVERSED, TURNED_90_COUNTERCLOCKWISE -> right - y;
            };
        int fromY =
            switch (this) {
              case UPRIGHT, MIRRORED -> y;
              case TURNED_180, FLIPPED -> bottom - y;
              case TRANSPOSED, TURNED_90_COUNTERCLOCKWISE -> x;
              case TURNED_90_CLOCKWISE, TRANSVERSED -> bottom - x;
            };
        int from = 3 * (fromY * stored.width() + fromX);
        out[to++] = in[from];
        out[to++] = in[from + 1];
        out[to++] = in[from + 2];
      }
    }
    return new RgbImage(width, height, out, stored.isWashedOut());
  }
}
