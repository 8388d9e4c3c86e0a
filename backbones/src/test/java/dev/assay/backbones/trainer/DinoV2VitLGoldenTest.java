// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** DINOv2 ViT-L/14 against the official code, with weights made from their names. */
@Tag("long")
class DinoV2VitLGoldenTest {
  @TestFactory
  Stream<DynamicNode> vitl14() throws IOException {
    return GoldenModel.tests(
        "dinov2_vitl14", Tolerances.DINOV2, section -> !GoldenModel.isUnfrozen(section));
  }

  @TestFactory
  Stream<DynamicNode> vitl14Unfrozen() throws IOException {
    return GoldenModel.tests("dinov2_vitl14", Tolerances.DINOV2, GoldenModel::isUnfrozen);
  }
}
