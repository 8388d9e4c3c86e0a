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
  private static final int SHORT = 3;
  private static final byte[] EXIF = {'E', 'x', 'i', 'f', 0, 0};
  private static final byte[] PNG_CHUNK = "eXIf".getBytes(StandardCharsets.US_ASCII);

  /** Upright if the file states no readable orientation, as in Pillow. */
  static ExifOrientation ofJpeg(byte[] file) {
    int at = 2;
    while (at + 4 <= file.length && (file[at] & 0xff) == 0xff) {
      int marker = file[at + 1] & 0xff;
      if (marker == 0xff) {
        at++;
        continue;
      }
      if (marker == 0xda || marker == 0xd9) {
        return UPRIGHT;
      }
      int length = ((file[at + 2] & 0xff) << 8) | (file[at + 3] & 0xff);
      int data = at + 4;
      if (marker == 0xe1
          && data + EXIF.length <= file.length
          && Arrays.equals(file, data, data + EXIF.length, EXIF, 0, EXIF.length)) {
        int end = Math.min(file.length, at + 2 + length);
        return ofTiff(file, data + EXIF.length, end);
      }
      at += 2 + length;
    }
    return UPRIGHT;
  }

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

  static ExifOrientation ofTiff(byte[] file) {
    return ofTiff(file, 0, file.length);
  }

  private static ExifOrientation ofTiff(byte[] file, int from, int to) {
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
      if (Short.toUnsignedInt(tiff.getShort(at)) == TAG && tiff.getShort(at + 2) == SHORT) {
        int value = Short.toUnsignedInt(tiff.getShort(at + 8));
        return value >= 1 && value <= 8 ? values()[value - 1] : UPRIGHT;
      }
    }
    return UPRIGHT;
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
    return new RgbImage(width, height, out);
  }
}
