package dev.assay.weights;

import java.util.List;

/** The parameters of torchvision's ResNets, by the number of blocks in each of the four stages. */
final class ResNetParameters {
  private static final long STEM = 64;

  private ResNetParameters() {}

  /** Blocks of two 3x3 convolutions: ResNet18, ResNet34. */
  static Inventory basic(String backbone, List<Integer> blocks) {
    Inventory.Builder all = stem();
    long in = STEM;
    for (int stage = 0; stage < blocks.size(); stage++) {
      long width = STEM << stage;
      for (int i = 0; i < blocks.get(stage); i++) {
        String block = "layer" + (stage + 1) + "." + i;
        all.conv(block + ".conv1", in, width, 3).norm(block + ".bn1", width);
        all.conv(block + ".conv2", width, width, 3).norm(block + ".bn2", width);
        if (in != width) {
          all.conv(block + ".downsample.0", in, width, 1).norm(block + ".downsample.1", width);
        }
        in = width;
      }
    }
    return all.classifier(backbone, "fc", in);
  }

  /** Blocks of 1x1, 3x3 and 1x1 convolutions, four times as wide at the end: ResNet50 and up. */
  static Inventory bottleneck(String backbone, List<Integer> blocks) {
    Inventory.Builder all = stem();
    long in = STEM;
    for (int stage = 0; stage < blocks.size(); stage++) {
      long width = STEM << stage;
      long out = 4 * width;
      for (int i = 0; i < blocks.get(stage); i++) {
        String block = "layer" + (stage + 1) + "." + i;
        all.conv(block + ".conv1", in, width, 1).norm(block + ".bn1", width);
        all.conv(block + ".conv2", width, width, 3).norm(block + ".bn2", width);
        all.conv(block + ".conv3", width, out, 1).norm(block + ".bn3", out);
        if (in != out) {
          all.conv(block + ".downsample.0", in, out, 1).norm(block + ".downsample.1", out);
        }
        in = out;
      }
    }
    return all.classifier(backbone, "fc", in);
  }

  private static Inventory.Builder stem() {
    return new Inventory.Builder().conv("conv1", 3, STEM, 7).norm("bn1", STEM);
  }
}
