// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.UnusableImageException;

/** JPEG 2000. */
public final class Jpeg2000 {
  private Jpeg2000() {}

  public static Samples decode(byte[] stream, PixelLimit limit) throws UnusableImageException {
    throw new UnusableImageException(
        QuarantineReason.UNSUPPORTED_FORMAT,
        "JPEG 2000, which is not read: convert the file, for example with gdcmconv --raw");
  }
}
