// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.datasets.image.PillowResize;
import dev.assay.datasets.image.RgbImage;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FingerprintTest {

  @Test
  void staysTheSameWhenAnImageIsMadeSmallerOrBrighter() {
    RgbImage image = waves(1, 400, 300);

    Fingerprint fingerprint = Fingerprint.of(image);

    assertThat(fingerprint.distance(Fingerprint.of(PillowResize.resize(image, 200, 150))))
        .isLessThanOrEqualTo(8);
    assertThat(fingerprint.distance(Fingerprint.of(brighter(image))))
        .isLessThanOrEqualTo(NearDuplicates.THRESHOLD);
    assertThat(fingerprint.distance(Fingerprint.of(waves(2, 400, 300)))).isGreaterThan(60);
  }

  @Test
  void assignsEachBitToOneBand() {
    Fingerprint image = Fingerprint.of(waves(3, 64, 64));

    int bits = 0;
    for (int band = 0; band < Fingerprint.BANDS; band++) {
      bits += Integer.bitCount(image.band(band));
    }

    // Half of the coefficients lie above their median.
    assertThat(bits).isEqualTo(Fingerprint.BITS / 2);
    assertThat(image.distance(new Fingerprint(0, 0, 0, 0))).isEqualTo(Fingerprint.BITS / 2);
  }

  @Test
  void isWrittenAndReadAsHexadecimalDigits() {
    Fingerprint image = Fingerprint.of(waves(4, 64, 64));

    assertThat(Fingerprint.ofHex(image.hex())).isEqualTo(image);
    assertThat(image.hex()).hasSize(64);
    assertThatThrownBy(() -> Fingerprint.ofHex("12")).hasMessageContaining("64 hexadecimal digits");
  }

  /** A picture of a few waves, another for each seed. */
  private static RgbImage waves(int seed, int width, int height) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] waves = new double[30][];
    for (int i = 0; i < waves.length; i++) {
      waves[i] =
          new double[] {
            random.nextDouble(0, 8), random.nextDouble(0, 8), random.nextDouble(0, 6.28)
          };
    }
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        double sum = 128;
        for (double[] wave : waves) {
          sum += 8 * Math.sin(Math.PI * (wave[0] * x / width + wave[1] * y / height) + wave[2]);
        }
        Arrays.fill(
            rgb,
            3 * (y * width + x),
            3 * (y * width + x + 1),
            (byte) Math.clamp(Math.round(sum), 0, 255));
      }
    }
    return new RgbImage(width, height, rgb);
  }

  private static RgbImage brighter(RgbImage image) {
    byte[] rgb = image.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) Math.min(255, Math.round((rgb[i] & 0xff) * 1.1 + 5));
    }
    return new RgbImage(image.width(), image.height(), rgb);
  }
}
