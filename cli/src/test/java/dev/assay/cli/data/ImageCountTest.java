// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.data;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ImageCountTest {
  @Test
  void namesTheGroups() {
    assertThat(new ImageCount(61, 29, "patient")).hasToString("61 images of 29 patients");
    assertThat(new ImageCount(2, 1, "lesion")).hasToString("2 images of 1 lesion");
    assertThat(new ImageCount(61, 29, "patient").described("synthetic"))
        .isEqualTo("61 synthetic images of 29 patients");
  }

  @Test
  void namesNoGroupsWhereEachImageStandsForItself() {
    assertThat(new ImageCount(1320, 1320, "image")).hasToString("1320 images");
    assertThat(new ImageCount(1, 1, "image")).hasToString("1 image");
  }
}
