// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import java.io.IOException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** DINOv2 ViT-S/14 against the official code, with weights made from their names. */
class DinoV2VitSGoldenTest {
  /** Both heads stand on the same backbone: training the whole is compared with one each time. */
  private static final Predicate<String> OTHER_HEAD = "features_unfrozen"::equals;

  @TestFactory
  Stream<DynamicNode> vits14() throws IOException {
    return GoldenModel.tests("dinov2_vits14", Tolerances.DINOV2, OTHER_HEAD.negate());
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicNode> vits14UnfrozenWithTheOtherHead() throws IOException {
    return GoldenModel.tests("dinov2_vits14", Tolerances.DINOV2, OTHER_HEAD);
  }
}
