// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Values by an implementation of its own in another language. */
class EffectiveImagesTest {
  private static double of(double[] right, double... images) {
    return EffectiveImages.of(right, images, 0.95);
  }

  @Test
  void unitsThatDifferMoreThanChanceCountAsFewerImages() {
    double[] fours = {4, 4, 4, 4, 4, 4, 4};

    assertThat(of(new double[] {1, 0, 1, 2, 0, 3, 1}, fours))
        .isCloseTo(12.831857526501008, within(1e-9));
    assertThat(of(new double[] {2, 2, 2, 2, 2, 2, 3}, fours))
        .as("fewer differences than chance are taken for chance, but seven units are few")
        .isCloseTo(17.96460053710141, within(1e-9));
  }

  @Test
  void neverFewerThanUnitsAndNeverMoreThanImages() {
    assertThat(of(new double[] {3, 2, 0, 1, 3, 3}, 3, 3, 2, 1, 3, 3))
        .isCloseTo(225.0 / 41, within(1e-9));
    assertThat(of(new double[] {5, 5, 5, 5, 5, 5}, 5, 5, 5, 5, 5, 5))
        .as("all right: each unit is worth one image")
        .isEqualTo(6);
    assertThat(of(new double[] {1, 0, 1, 0}, 1, 1, 1, 1)).isEqualTo(4);
  }

  @Test
  void unitsWithoutImagesDoNotCount() {
    assertThat(of(new double[] {0, 3, 0}, 0, 5, 0)).isEqualTo(1);
    assertThat(of(new double[] {0, 0}, 0, 0)).isEqualTo(0);
  }
}
