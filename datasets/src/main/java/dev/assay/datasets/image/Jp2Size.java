// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import java.nio.ByteBuffer;

/** The size that the SIZ segment of a JPEG 2000 code stream states (ITU-T T.800, A.5.1). */
final class Jp2Size {
  private static final int SEGMENT = 0xff4fff51;

  private Jp2Size() {}

  static long width(byte[] file) {
    return side(file, 0);
  }

  static long height(byte[] file) {
    return side(file, 4);
  }

  /** 0 if there is no such segment. */
  private static long side(byte[] file, int offset) {
    ByteBuffer in = ByteBuffer.wrap(file);
    for (int at = 0; at + 24 + offset <= file.length; at++) {
      if (file[at] == (byte) 0xff && in.getInt(at) == SEGMENT) {
        long end = Integer.toUnsignedLong(in.getInt(at + 8 + offset));
        return end - Integer.toUnsignedLong(in.getInt(at + 16 + offset));
      }
    }
    return 0;
  }
}
