// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** ResNet50 against torchvision's, with weights made from their names. */
class ResNet50GoldenTest {
  @TestFactory
  Stream<DynamicNode> resnet50() throws IOException {
    return GoldenModel.tests("resnet50", Tolerances.RESNET);
  }
}
