// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** DINOv2 ViT-S/14 against the official code, with weights made from their names. */
class DinoV2VitSGoldenTest {
  @TestFactory
  Stream<DynamicNode> vits14() throws IOException {
    return GoldenModel.tests("dinov2_vits14", Tolerances.DINOV2);
  }
}
