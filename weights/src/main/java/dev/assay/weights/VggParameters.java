package dev.assay.weights;

import java.util.List;

/** The parameters of torchvision's VGGs without batch norm, by convolutions in each stage. */
final class VggParameters {
  static final int FEATURES = 4096;
  private static final long[] CHANNELS = {64, 128, 256, 512, 512};
  private static final long POOLED = 7 * 7;

  private VggParameters() {}

  static Inventory inventory(String backbone, List<Integer> convolutions) {
    Inventory.Builder all = new Inventory.Builder();
    long in = 3;
    int layer = 0;
    for (int stage = 0; stage < CHANNELS.length; stage++) {
      for (int i = 0; i < convolutions.get(stage); i++) {
        all.convWithBias("features." + layer, in, CHANNELS[stage], 3);
        in = CHANNELS[stage];
        layer += 2; // a ReLU has a number, too
      }
      layer++; // and so has a pooling
    }
    all.dense("classifier.0", in * POOLED, FEATURES).dense("classifier.3", FEATURES, FEATURES);
    return all.classifier(backbone, "classifier.6", FEATURES);
  }
}
