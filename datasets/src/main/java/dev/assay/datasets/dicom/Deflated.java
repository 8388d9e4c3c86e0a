// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.dicom;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.UnusableImageException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Data sets of the syntax Deflated Explicit VR (PS3.5, A.5), inflated no further than a limit. */
final class Deflated {
  private Deflated() {}

  /** Number of bytes; 0 if they are more than {@code most}, or cannot be inflated. */
  static long size(ByteBuffer in, long most) {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(in.slice());
      byte[] buffer = new byte[1 << 16];
      while (!inflater.finished() && inflater.getBytesWritten() <= most) {
        if (inflater.inflate(buffer) == 0 && !inflater.finished()) {
          return 0;
        }
      }
      return inflater.getBytesWritten() <= most ? inflater.getBytesWritten() : 0;
    } catch (DataFormatException e) {
      return 0;
    } finally {
      inflater.end();
    }
  }

  /**
   * @throws UnusableImageException if there are more bytes, or they cannot be inflated
   */
  static ByteBuffer inflated(ByteBuffer in, long most) throws UnusableImageException {
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(in.slice());
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 16];
      while (!inflater.finished()) {
        int count = inflater.inflate(buffer);
        if (count == 0 && !inflater.finished()) {
          throw new UnusableImageException(
              QuarantineReason.TRUNCATED, "the deflated DICOM file ends before its data do");
        }
        out.write(buffer, 0, count);
        if (out.size() > most) {
          throw new UnusableImageException(
              QuarantineReason.TOO_MANY_PIXELS,
              "the deflated DICOM file grows to more than " + most + " bytes");
        }
      }
      return ByteBuffer.wrap(out.toByteArray());
    } catch (DataFormatException e) {
      throw new UnusableImageException(
          QuarantineReason.CORRUPT, "the deflated DICOM file cannot be inflated", e);
    } finally {
      inflater.end();
    }
  }
}
