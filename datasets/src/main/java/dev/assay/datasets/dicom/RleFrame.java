// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * RLE Lossless (PS3.5, annex G): one PackBits segment per byte of a sample, the most significant
 * first, the samples of a pixel one after the other.
 */
final class RleFrame {
  private static final int HEADER = 64;

  private RleFrame() {}

  /**
   * @param pixels of the frame
   * @param bytes of a sample, 1 or 2
   * @return little-endian samples, colour by pixel
   */
  static ByteBuffer decode(ByteBuffer frame, int pixels, int samples, int bytes)
      throws UnusableImageException {
    ByteBuffer in = frame.slice().order(ByteOrder.LITTLE_ENDIAN);
    int segments = samples * bytes;
    if (in.remaining() < HEADER || in.getInt(0) != segments) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT,
          "the RLE header of the DICOM file does not name " + segments + " segments");
    }
    byte[] out = new byte[pixels * segments];
    for (int segment = 0; segment < segments; segment++) {
      int start = in.getInt(4 + 4 * segment);
      int end = segment + 1 < segments ? in.getInt(8 + 4 * segment) : in.limit();
      if (start < HEADER || end < start || end > in.limit()) {
        throw new UnusableImageException(
            QuarantineReason.CORRUPT, "an RLE segment of the DICOM file lies outside of it");
      }
      int sample = segment / bytes;
      int byteOfSample = bytes - 1 - segment % bytes;
      unpack(in.slice(start, end - start), out, sample * bytes + byteOfSample, segments);
    }
    return ByteBuffer.wrap(out).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void unpack(ByteBuffer in, byte[] out, int first, int step)
      throws UnusableImageException {
    int at = first;
    while (at < out.length) {
      if (in.remaining() < 2) {
        throw truncated();
      }
      int code = in.get();
      if (code == -128) {
        continue;
      }
      int count = Math.abs(code) + 1;
      byte repeated = code < 0 ? in.get() : 0;
      for (int i = 0; i < count && at < out.length; i++) {
        if (code >= 0 && !in.hasRemaining()) {
          throw truncated();
        }
        out[at] = code < 0 ? repeated : in.get();
        at += step;
      }
    }
  }

  private static UnusableImageException truncated() {
    return new UnusableImageException(
        QuarantineReason.TRUNCATED, "an RLE segment of the DICOM file ends before its image does");
  }
}
