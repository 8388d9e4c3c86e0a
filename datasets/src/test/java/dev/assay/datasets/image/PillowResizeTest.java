// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Hash;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PillowResizeTest {

  @Test
  void leavesAnImageOfTheWantedSizeAlone() {
    RgbImage image = noise(31, 17);

    assertThat(PillowResize.resize(image, 31, 17).rgb()).isEqualTo(image.rgb());
  }

  @Test
  void squashesBothSidesOrKeepsTheShape() {
    RgbImage image = noise(40, 20);

    RgbImage squashed = PillowResize.resampled(image, 16, "bicubic-squash");

    assertThat(squashed.rgb())
        .isEqualTo(PillowResize.resize(image, 16, 16, PillowFilter.BICUBIC).rgb());
    RgbImage kept = PillowResize.resampled(image, 16, "bicubic");
    assertThat(List.of(kept.width(), kept.height())).containsExactly(32, 16);
    assertThatThrownBy(() -> PillowResize.resampled(image, 16, "area-squash"))
        .hasMessageContaining("interpolation must be one of bilinear, bicubic, not 'area'");
  }

  /**
   * The size of the picture and its place, worked out by hand from {@code ImageOps.pad} of Pillow:
   * round(31 / 62 * 16) = 8 and round(8 * 0.5) = 4; ties go to the even number, so half of 25 rows
   * is 12 and half of 13 is 6.
   */
  @ParameterizedTest
  @CsvSource({
    "62, 31, 16, 16, 8, 0, 4",
    "31, 62, 16, 8, 16, 4, 0",
    "64, 49, 64, 64, 49, 0, 8",
    "64, 51, 64, 64, 51, 0, 6",
    "100, 25, 50, 50, 12, 0, 19",
    "20, 20, 30, 30, 30, 0, 0",
    "9, 4000, 32, 1, 32, 16, 0"
  })
  void putsTheWholeImageOnABlackSquare(
      int width, int height, int side, int inner, int tall, int left, int top) {
    RgbImage image = noise(width, height);
    RgbImage expected = PillowResize.resize(image, inner, tall, PillowFilter.BICUBIC);

    RgbImage padded = PillowResize.resampled(image, side, "bicubic-pad");

    assertThat(List.of(padded.width(), padded.height())).containsExactly(side, side);
    for (int y = 0; y < side; y++) {
      for (int x = 0; x < side; x++) {
        boolean inside = x >= left && x < left + inner && y >= top && y < top + tall;
        for (int c = 0; c < 3; c++) {
          int wanted = inside ? expected.rgb()[3 * ((y - top) * inner + x - left) + c] : 0;
          assertThat(padded.rgb()[3 * (y * side + x) + c]).isEqualTo((byte) wanted);
        }
      }
    }
  }

  @Test
  void keepsConstantsConstant() {
    byte[] gray = new byte[3 * 50 * 40];
    Arrays.fill(gray, (byte) 200);

    for (int size : new int[] {1, 7, 64, 130}) {
      byte[] resized = PillowResize.resize(new RgbImage(50, 40, gray), size, size).rgb();
      assertThat(resized).hasSize(3 * size * size).containsOnly((byte) 200);
    }
  }

  /** By hand: halving averages 1/8, 3/8, 3/8, 1/8 inside, and 3/7, 3/7, 1/7 at the border. */
  @Test
  void halvesWithATriangleOfTwiceTheWidth() {
    byte[] rgb = new byte[3 * 8];
    int[] gray = {0, 40, 80, 120, 160, 200, 240, 255};
    for (int x = 0; x < 8; x++) {
      Arrays.fill(rgb, 3 * x, 3 * x + 3, (byte) gray[x]);
    }

    byte[] half = PillowResize.resize(new RgbImage(8, 1, rgb), 4, 1).rgb();

    assertThat(half[0] & 0xff).isEqualTo(Math.round((3 * 0 + 3 * 40 + 80) / 7.0));
    assertThat(half[3] & 0xff).isEqualTo(Math.round((40 + 3 * 80 + 3 * 120 + 160) / 8.0));
  }

  /** Expected: sha256 of the bytes that Pillow 9.4.0 makes of the same image. */
  @ParameterizedTest
  @CsvSource({
    "61, 46, BILINEAR, 48e0cb342a1abde7c649bfad02ab100ad33d72f778e6e9582d448dac214f184f",
    "61, 46, BICUBIC, b5e15e2da347da0f20d699b6427882a3857baa003d5ff166c840d23725cdc460",
    "211, 158, BILINEAR, bec1b87fcc8dbf9a0a828b9e107bde1a6d2c02b33f4d410e82c1320676f6a651",
    "211, 158, BICUBIC, 243da50cc50228413b644131259db9901b1a02895a703def904ade94ce1f8e66",
    "20, 90, BILINEAR, ebe5fa1ef9c9540972587eae7bc9a05177280776741d6ac8bb9f0f860350fb8a",
    "20, 90, BICUBIC, f05da918335c9106c124e8906d14c049a1fe91262697f36f838b8770a89cffce"
  })
  void resizesToTheBytesOfPillow(int width, int height, PillowFilter filter, String sha256) {
    byte[] rgb = new byte[3 * 100 * 75];
    for (int y = 0; y < 75; y++) {
      for (int x = 0; x < 100; x++) {
        for (int c = 0; c < 3; c++) {
          rgb[3 * (100 * y + x) + c] = (byte) (x * x * 7 + y * 13 + c * 50 + x * y);
        }
      }
    }
    RgbImage image = new RgbImage(100, 75, rgb);

    assertThat(Hash.ofBytes(PillowResize.resize(image, width, height, filter).rgb()))
        .isEqualTo(sha256);
  }

  @Test
  void truncatesTheLongerSideAsTorchvision() {
    assertThat(Geometry.resized(420, 340, 256)).isEqualTo(new Geometry.Size(316, 256));
    assertThat(Geometry.resized(340, 420, 256)).isEqualTo(new Geometry.Size(256, 316));
    assertThat(Geometry.resized(1600, 300, 256)).isEqualTo(new Geometry.Size(1365, 256));
    assertThat(Geometry.resized(64, 64, 64)).isEqualTo(new Geometry.Size(64, 64));
  }

  @Test
  void roundsCropOffsetsToEven() {
    assertThat(Geometry.cropOffset(341, 224)).isEqualTo(58);
    assertThat(Geometry.cropOffset(343, 224)).isEqualTo(60);
    assertThat(Geometry.cropOffset(256, 224)).isEqualTo(16);
  }

  @Test
  void refusesArraysOfTheWrongLength() {
    assertThatThrownBy(() -> new RgbImage(2, 2, new byte[11]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 x 2 x 3");
  }

  private static RgbImage noise(int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    new SplittableRandom(3).nextBytes(rgb);
    return new RgbImage(width, height, rgb);
  }
}
