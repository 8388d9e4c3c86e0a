// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.file.Explanation;
import java.awt.image.BufferedImage;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeatMapTest {
  private static final int GREY = 0x646464;

  private static BufferedImage over(String method, int rows, int columns, Double... values) {
    BufferedImage image = new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 64; i++) {
      image.setRGB(i % 8, i / 8, GREY);
    }
    return HeatMap.over(
        image,
        new Explanation(Explanation.FORMAT_VERSION, method, null, rows, columns, List.of(values)));
  }

  /** By hand: 0.35 of 100 and 0.65 of (252, 255, 164), the light end of the scale. */
  @Test
  void theLargestValueHasTheFullColourAndNoneLeavesTheImage() {
    BufferedImage drawn = over(Explanation.GRAD_CAM, 1, 2, 0.0, 7.0);

    assertThat(drawn.getRGB(0, 3) & 0xffffff).isEqualTo(GREY);
    assertThat(drawn.getRGB(7, 3) & 0xffffff).isEqualTo(199 << 16 | 201 << 8 | 142);
    // Between the centres it is linear: the same in every row, and more from left to right.
    assertThat(drawn.getRGB(3, 0)).isEqualTo(drawn.getRGB(3, 7));
  }

  @Test
  void aMapOfZerosIsTheImage() {
    BufferedImage drawn = over(Explanation.GRAD_CAM, 2, 2, 0.0, 0.0, 0.0, 0.0);

    for (int i = 0; i < 64; i++) {
      assertThat(drawn.getRGB(i % 8, i / 8) & 0xffffff).isEqualTo(GREY);
    }
  }

  @Test
  void attentionBeginsAtItsSmallestValueAndAClassMapAtZero() {
    BufferedImage rollout = over(Explanation.ATTENTION_ROLLOUT, 2, 1, 0.5, 0.6);
    BufferedImage cam = over(Explanation.GRAD_CAM, 2, 1, 0.5, 0.6);

    assertThat(rollout.getRGB(4, 0) & 0xffffff).isEqualTo(GREY);
    assertThat(cam.getRGB(4, 0) & 0xffffff).isNotEqualTo(GREY);
    assertThat(rollout.getRGB(4, 7)).isEqualTo(cam.getRGB(4, 7));
  }

  @Test
  void onePlaceCoversAll() {
    BufferedImage drawn = over(Explanation.GRAD_CAM, 1, 1, 2.0);

    assertThat(drawn.getRGB(0, 0)).isEqualTo(drawn.getRGB(7, 7));
  }
}
