// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * DINOv2 ViT-B/14 against the official code, with weights made from their names. It has no line of
 * code that ViT-S/14 has not, which {@link DinoV2VitSGoldenTest} compares each time.
 */
@Tag("long")
class DinoV2VitBGoldenTest {
  @TestFactory
  Stream<DynamicNode> vitb14() throws IOException {
    return GoldenModel.tests("dinov2_vitb14", Tolerances.DINOV2);
  }
}
