// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.corruption;

import dev.assay.datasets.image.RgbImage;

/**
 * Contrast lowered about the mean grey of the image, as Pillow's {@code ImageEnhance.Contrast}, but
 * without rounding that mean.
 */
final class LowContrast {
  /** What is left of each level's distance from the mean. */
  static final double[] FACTORS = {0.9, 0.8, 0.7, 0.6, 0.4};

  private LowContrast() {}

  static RgbImage apply(RgbImage image, int severity) {
    byte[] rgb = image.rgb();
    double mean = meanGrey(rgb);
    double factor = FACTORS[severity - 1];
    byte[] flat = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      flat[i] = Corrupter.level(mean + factor * ((rgb[i] & 0xff) - mean));
    }
    return new RgbImage(image.width(), image.height(), flat);
  }

  /** By the luma of ITU-R BT.601, which sums exactly in whole numbers. */
  static double meanGrey(byte[] rgb) {
    long sum = 0;
    for (int i = 0; i < rgb.length; i += 3) {
      sum += 299L * (rgb[i] & 0xff) + 587L * (rgb[i + 1] & 0xff) + 114L * (rgb[i + 2] & 0xff);
    }
    return sum / (1000.0 * (rgb.length / 3));
  }
}
