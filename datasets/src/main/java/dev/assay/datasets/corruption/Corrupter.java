// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.corruption;

import dev.assay.contracts.Corruption;
import dev.assay.datasets.image.RgbImage;

/**
 * Applies a corruption: a function of the pixels and of nothing else, so that it is the same in
 * every process, order and study. The parameters are those that MedMNIST-C has for chest X-rays (F.
 * Di Salvo, S. Doerrich, C. Ledig, MedMNIST-C, arXiv:2406.17536; {@code registry.py}, {@code
 * chestmnist}), for inputs of {@value #PUBLISHED_SIDE} pixels.
 */
public final class Corrupter {
  /** Side of the images that the published parameters are for. */
  static final int PUBLISHED_SIDE = 224;

  private Corrupter() {}

  /**
   * @param image the pixels that a network would get, before they are normalised
   * @return another image of the same size
   */
  public static RgbImage apply(Corruption corruption, RgbImage image) {
    return switch (corruption.kind()) {
      case NOISE -> GaussianNoise.add(image, corruption.severity());
      case BLUR -> GaussianBlur.apply(image, corruption.severity());
      case CONTRAST -> LowContrast.apply(image, corruption.severity());
      case JPEG -> JpegCompression.apply(image, corruption.severity());
    };
  }

  /** The nearest level; halves go up. */
  static byte level(double value) {
    return (byte) Math.clamp((long) Math.floor(value + 0.5), 0, 255);
  }

  /** Whether no pixel has a colour. */
  static boolean isGrey(byte[] rgb) {
    for (int i = 0; i < rgb.length; i += 3) {
      if (rgb[i] != rgb[i + 1] || rgb[i] != rgb[i + 2]) {
        return false;
      }
    }
    return true;
  }
}
