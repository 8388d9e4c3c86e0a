// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/** DenseNet121 against torchvision's, with weights made from their names. */
class DenseNet121GoldenTest {
  @TestFactory
  Stream<DynamicNode> densenet121() throws IOException {
    return GoldenModel.tests("densenet121", Tolerances.DENSENET);
  }
}
