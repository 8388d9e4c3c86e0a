// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** VGG16 against torchvision's, with weights made from their names. */
class Vgg16GoldenTest {
  @TestFactory
  Stream<DynamicNode> vgg16() throws IOException {
    return GoldenModel.tests("vgg16", Tolerances.VGG, section -> !GoldenModel.isUnfrozen(section));
  }

  /** 138 million parameters. */
  @TestFactory
  @Tag("long")
  Stream<DynamicNode> vgg16Unfrozen() throws IOException {
    return GoldenModel.tests("vgg16", Tolerances.VGG, GoldenModel::isUnfrozen);
  }
}
