// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.corruption;

import dev.assay.datasets.image.ImageDecoder;
import dev.assay.datasets.image.JpegEncoder;
import dev.assay.datasets.image.PixelLimit;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.UnusableImageException;

/** An image written as JPEG and read again, by the codec of this Java runtime. */
final class JpegCompression {
  /** Qualities of the Independent JPEG Group. */
  static final int[] QUALITIES = {50, 30, 15, 10, 7};

  private JpegCompression() {}

  static RgbImage apply(RgbImage image, int severity) {
    byte[] file = encoded(image, severity);
    try {
      return new ImageDecoder(PixelLimit.DEFAULT).decode(file);
    } catch (UnusableImageException e) {
      throw new IllegalStateException("the runtime cannot read a JPEG that it has written", e);
    }
  }

  static byte[] encoded(RgbImage image, int severity) {
    return JpegEncoder.encode(image, QUALITIES[severity - 1] / 100f);
  }
}
