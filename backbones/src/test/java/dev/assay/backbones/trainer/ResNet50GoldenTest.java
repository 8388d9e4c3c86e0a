package dev.assay.backbones.trainer;

import dev.assay.backbones.Shared;
import dev.assay.backbones.Torch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** ResNet50 against torchvision's, with weights made from their names. */
class ResNet50GoldenTest {
  private static Torch torch;
  private static GoldenModel golden;

  @BeforeAll
  static void open() throws Exception {
    var file = Shared.file("golden-models/resnet50.json.gz");
    torch = Torch.start(2, "cpu");
    golden =
        new GoldenModel(
            file,
            "resnet50",
            torch.manager(),
            new GoldenModel.Tolerances(5e-6, 1e-4, 1e-2, 3e-4, 2e-2, 1e-5, 3e-4, 6e-4, 2e-5));
  }

  @AfterAll
  static void close() {
    if (torch != null) {
      torch.close();
    }
  }

  @Test
  void hasTheOfficialStateDict() {
    golden.checkStateDict();
  }

  @Test
  void computesTheOfficialLogits() {
    golden.checkForward();
  }

  @Test
  void trainsANewHeadOnFrozenFeatures() {
    golden.checkFrozen();
  }

  @Test
  void trainsTheWholeNetwork() {
    golden.checkUnfrozen();
  }
}
