package dev.assay.weights;

import java.util.List;

/**
 * The parameters of torchvision's DenseNets, by the number of layers in each of the four blocks.
 */
final class DenseNetParameters {
  private static final long STEM = 64;
  private static final long GROWTH = 32;
  private static final long BOTTLENECK = 4 * GROWTH;

  private DenseNetParameters() {}

  static Inventory inventory(String backbone, List<Integer> layers) {
    Inventory.Builder all = new Inventory.Builder();
    all.conv("features.conv0", 3, STEM, 7).norm("features.norm0", STEM);
    long channels = STEM;
    for (int block = 1; block <= layers.size(); block++) {
      for (int i = 1; i <= layers.get(block - 1); i++) {
        String layer = "features.denseblock" + block + ".denselayer" + i;
        all.norm(layer + ".norm1", channels).conv(layer + ".conv1", channels, BOTTLENECK, 1);
        all.norm(layer + ".norm2", BOTTLENECK).conv(layer + ".conv2", BOTTLENECK, GROWTH, 3);
        channels += GROWTH;
      }
      if (block < layers.size()) {
        String transition = "features.transition" + block;
        all.norm(transition + ".norm", channels);
        all.conv(transition + ".conv", channels, channels / 2, 1);
        channels /= 2;
      }
    }
    return all.norm("features.norm5", channels).classifier(backbone, "classifier", channels);
  }
}
