// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;

/**
 * The chunks of a PNG file (ISO/IEC 15948, chapter 5). Pillow checks their checksums and that the
 * last chunk exists; ImageIO does not.
 */
final class PngFile {
  private static final int SIGNATURE = 8;
  private static final int CRITICAL_BIT = 0x20;

  private final int width;
  private final int height;
  private final boolean wideGrey;

  private PngFile(int width, int height, boolean wideGrey) {
    this.width = width;
    this.height = height;
    this.wideGrey = wideGrey;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  /** Whether it has grey levels of 16 bits and no opacity. */
  boolean isWideGrey() {
    return wideGrey;
  }

  /** The file, whose chunks were checked, without those of a type. */
  static byte[] without(String type, byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file);
    ByteArrayOutputStream out = new ByteArrayOutputStream(file.length);
    out.write(file, 0, SIGNATURE);
    int at = SIGNATURE;
    while (file.length - at >= 12) {
      int size = 12 + in.getInt(at);
      if (!type.equals(type(file, at + 4))) {
        out.write(file, at, size);
      }
      if ("IEND".equals(type(file, at + 4))) {
        break;
      }
      at += size;
    }
    return out.toByteArray();
  }

  /** Reads the header only. */
  static PngFile header(byte[] file) throws UnusableImageException {
    if (file.length < SIGNATURE + 25) {
      throw new UnusableImageException(
          QuarantineReason.TRUNCATED, "the PNG file ends within its header");
    }
    ByteBuffer buffer = ByteBuffer.wrap(file);
    if (buffer.getInt(SIGNATURE) != 13 || !"IHDR".equals(type(file, SIGNATURE + 4))) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the first chunk of the PNG file is not IHDR");
    }
    return new PngFile(
        buffer.getInt(SIGNATURE + 8),
        buffer.getInt(SIGNATURE + 12),
        file[SIGNATURE + 16] == 16 && file[SIGNATURE + 17] == 0);
  }

  /** Reads all chunks up to IEND. */
  static void checkChunks(byte[] file) throws UnusableImageException {
    ByteBuffer buffer = ByteBuffer.wrap(file);
    int position = SIGNATURE;
    while (true) {
      if (file.length - position < 12) {
        throw truncated();
      }
      long length = Integer.toUnsignedLong(buffer.getInt(position));
      if (length > file.length - position - 12L) {
        throw truncated();
      }
      String type = type(file, position + 4);
      int end = position + 8 + (int) length;
      if ((file[position + 4] & CRITICAL_BIT) == 0) {
        CRC32 crc = new CRC32();
        crc.update(file, position + 4, 4 + (int) length);
        if ((int) crc.getValue() != buffer.getInt(end)) {
          throw new UnusableImageException(
              QuarantineReason.CORRUPT, "the checksum of a " + type + " chunk is wrong");
        }
      }
      if ("IEND".equals(type)) {
        return;
      }
      position = end + 4;
    }
  }

  private static UnusableImageException truncated() {
    return new UnusableImageException(
        QuarantineReason.TRUNCATED, "the PNG file ends before its IEND chunk");
  }

  private static String type(byte[] file, int at) {
    return new String(file, at, 4, StandardCharsets.ISO_8859_1);
  }
}
