// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.corruption;

import dev.assay.contracts.Hash;
import dev.assay.datasets.image.RgbImage;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/**
 * Independent normal noise in every pixel, or in every channel of it where the image has colours: a
 * grey image stays grey. The seed is the hash of the pixels, so that it depends on no name and no
 * key. The severities of an image differ in the size of the noise alone.
 */
final class GaussianNoise {
  /** Standard deviations, of the whole range of levels. */
  static final double[] SD = {0.04, 0.08, 0.12, 0.18, 0.26};

  private static final int BITS = 53;

  private final SplittableRandom random;
  private double second = Double.NaN;

  private GaussianNoise(byte[] pixels) {
    byte[] hash = Hash.digest().digest(pixels);
    random = new SplittableRandom(ByteBuffer.wrap(hash).getLong());
  }

  static RgbImage add(RgbImage image, int severity) {
    byte[] rgb = image.rgb();
    GaussianNoise noise = new GaussianNoise(rgb);
    double sd = 255 * SD[severity - 1];
    byte[] noisy = new byte[rgb.length];
    int alike = Corrupter.isGrey(rgb) ? 3 : 1;
    for (int i = 0; i < rgb.length; i += alike) {
      byte level = Corrupter.level((rgb[i] & 0xff) + sd * noise.next());
      for (int channel = 0; channel < alike; channel++) {
        noisy[i + channel] = level;
      }
    }
    return new RgbImage(image.width(), image.height(), noisy);
  }

  /**
   * The next standard normal number, by Box and Muller (Ann. Math. Stat. 29 (1958) 610). With
   * StrictMath, so that all machines agree.
   */
  private double next() {
    if (!Double.isNaN(second)) {
      double kept = second;
      second = Double.NaN;
      return kept;
    }
    double radius = StrictMath.sqrt(-2 * StrictMath.log(1 - uniform()));
    double angle = 2 * Math.PI * uniform();
    second = radius * StrictMath.sin(angle);
    return radius * StrictMath.cos(angle);
  }

  /** In [0, 1). */
  private double uniform() {
    return (random.nextLong() >>> (Long.SIZE - BITS)) * 0x1p-53;
  }
}
