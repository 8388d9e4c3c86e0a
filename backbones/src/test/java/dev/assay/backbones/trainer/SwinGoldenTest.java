// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.weights.SwinArchitecture;
import java.io.IOException;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Swin Transformers against torchvision's, with weights made from their names. */
class SwinGoldenTest {
  @TestFactory
  Stream<DynamicNode> everySizeOfWhichThereAreGoldenValues() throws IOException {
    return tests(section -> !GoldenModel.isUnfrozen(section));
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicNode> theirFineTuning() throws IOException {
    return tests(GoldenModel::isUnfrozen);
  }

  private static Stream<DynamicNode> tests(Predicate<String> chosen) throws IOException {
    return GoldenModel.family(SwinArchitecture.class, model -> Tolerances.CONVNEXT, chosen);
  }
}
