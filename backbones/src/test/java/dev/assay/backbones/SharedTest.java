// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class SharedTest {
  @Test
  void aFreshCloneHasTheGoldenValuesOfSixNetworks() throws Exception {
    assertThat(Shared.packagedGoldenModels())
        .extracting(Path::getFileName)
        .extracting(Path::toString)
        .containsExactly(
            "densenet121.json.gz",
            "dinov2_vitb14.json.gz",
            "dinov2_vitl14.json.gz",
            "dinov2_vits14.json.gz",
            "resnet50.json.gz",
            "vgg16.json.gz");
  }
}
