package dev.assay.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PillowResizeTest {

  @Test
  void leavesAnImageOfTheWantedSizeAlone() {
    RgbImage image = noise(31, 17);

    assertThat(PillowResize.resize(image, 31, 17).rgb()).isEqualTo(image.rgb());
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
