package dev.assay.weights;

/** The parameters of torchvision's MobileNetV2, width 1.0. */
final class MobileNetV2Parameters {
  /** Expansion, channels and repeats of each stage: table 2 of the paper. */
  private static final int[][] STAGES = {
    {1, 16, 1}, {6, 24, 2}, {6, 32, 3}, {6, 64, 4}, {6, 96, 3}, {6, 160, 3}, {6, 320, 1}
  };

  private MobileNetV2Parameters() {}

  static Inventory inventory(String backbone) {
    Inventory.Builder all = new Inventory.Builder();
    all.conv("features.0.0", 3, 32, 3).norm("features.0.1", 32);
    long in = 32;
    int index = 1;
    for (int[] stage : STAGES) {
      for (int i = 0; i < stage[2]; i++, index++) {
        long hidden = in * stage[0];
        String block = "features." + index + ".conv.";
        int layer = 0;
        if (stage[0] != 1) {
          all.conv(block + "0.0", in, hidden, 1).norm(block + "0.1", hidden);
          layer = 1;
        }
        String depthwise = block + layer;
        all.conv(depthwise + ".0", 1, hidden, 3).norm(depthwise + ".1", hidden);
        all.conv(block + (layer + 1), hidden, stage[1], 1).norm(block + (layer + 2), stage[1]);
        in = stage[1];
      }
    }
    all.conv("features." + index + ".0", in, 1280, 1).norm("features." + index + ".1", 1280);
    return all.classifier(backbone, "classifier.1", 1280);
  }
}
