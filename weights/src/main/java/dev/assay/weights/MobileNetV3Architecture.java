// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import java.util.List;
import java.util.Set;

/**
 * torchvision's MobileNetV3 Small and Large (Howard et al., 2019). The first layer of the
 * classifier is part of the backbone.
 *
 * @param blocks what follows the first convolution, in order
 * @param features width of the classifier's hidden layer
 */
public record MobileNetV3Architecture(List<Block> blocks, int features) implements Architecture {
  private static final String PAPER =
      "Howard et al., Searching for MobileNetV3, 2019, arXiv:1905.02244";
  private static final int STEM = 16;

  /**
   * A row of table 1 or 2 of the paper.
   *
   * @param kernel of the depthwise convolution
   * @param expanded channels inside the block
   * @param channels of its output
   * @param excited whether it has squeeze and excitation
   * @param hardSwish whether its activation is hard-swish, and not ReLU
   * @param stride of the depthwise convolution
   */
  public record Block(
      int kernel, int expanded, int channels, boolean excited, boolean hardSwish, int stride) {

    /** Channels between the two layers of squeeze and excitation. */
    public int squeezed() {
      return Channels.divisible(expanded / 4);
    }
  }

  /** The variants, in the order in which they are listed to users. */
  static List<BackboneEntry> declared() {
    return List.of(
        entry(
            "small",
            2_542_856,
            56_510_400L,
            new MobileNetV3Architecture(
                List.of(
                    new Block(3, 16, 16, true, false, 2),
                    new Block(3, 72, 24, false, false, 2),
                    new Block(3, 88, 24, false, false, 1),
                    new Block(5, 96, 40, true, true, 2),
                    new Block(5, 240, 40, true, true, 1),
                    new Block(5, 240, 40, true, true, 1),
                    new Block(5, 120, 48, true, true, 1),
                    new Block(5, 144, 48, true, true, 1),
                    new Block(5, 288, 96, true, true, 2),
                    new Block(5, 576, 96, true, true, 1),
                    new Block(5, 576, 96, true, true, 1)),
                1024),
            "047dcff4"),
        entry(
            "large",
            5_483_032,
            216_589_760L,
            new MobileNetV3Architecture(
                List.of(
                    new Block(3, 16, 16, false, false, 1),
                    new Block(3, 64, 24, false, false, 2),
                    new Block(3, 72, 24, false, false, 1),
                    new Block(5, 72, 40, true, false, 2),
                    new Block(5, 120, 40, true, false, 1),
                    new Block(5, 120, 40, true, false, 1),
                    new Block(3, 240, 80, false, true, 2),
                    new Block(3, 200, 80, false, true, 1),
                    new Block(3, 184, 80, false, true, 1),
                    new Block(3, 184, 80, false, true, 1),
                    new Block(3, 480, 112, true, true, 1),
                    new Block(3, 672, 112, true, true, 1),
                    new Block(5, 672, 160, true, true, 2),
                    new Block(5, 960, 160, true, true, 1),
                    new Block(5, 960, 160, true, true, 1)),
                1280),
            "8738ca79",
            "5c1a4163"));
  }

  private static BackboneEntry entry(
      String size,
      long parameters,
      long multiplyAdds,
      MobileNetV3Architecture architecture,
      String... sha256) {
    String name = "mobilenet_v3_" + size;
    return new BackboneEntry(
        name,
        "MobileNetV3-" + size.substring(0, 1).toUpperCase(java.util.Locale.ROOT),
        architecture,
        PAPER,
        parameters,
        multiplyAdds,
        architecture.features,
        Preprocessing.imageNet(),
        architecture.inventory(name),
        OfficialWeights.torchvision(name, PAPER, sha256),
        Set.of());
  }

  public MobileNetV3Architecture {
    blocks = List.copyOf(blocks);
  }

  /** Channels of the first convolution. */
  public int stem() {
    return STEM;
  }

  /** Channels of the last convolution. */
  public int last() {
    return 6 * blocks.getLast().channels();
  }

  @Override
  public Kind kind() {
    return Kind.CONVOLUTIONAL;
  }

  @Override
  public OfficialClassifier officialClassifier() {
    return OfficialClassifier.LINEAR;
  }

  @Override
  public Blocks sequence() {
    return Blocks.of(blocks.size(), i -> "features." + (i + 1) + ".");
  }

  @Override
  public String series() {
    return "MobileNetV3";
  }

  private Inventory inventory(String backbone) {
    int side = Inventory.SIDE / 2;
    Inventory.Builder all = new Inventory.Builder().side(side);
    all.conv("features.0.0", 3, STEM, 3).norm("features.0.1", STEM);
    long in = STEM;
    for (int i = 0; i < blocks.size(); i++) {
      Block block = blocks.get(i);
      String name = "features." + (i + 1) + ".block.";
      long hidden = block.expanded();
      int layer = 0;
      if (hidden != in) {
        all.side(side).conv(name + "0.0", in, hidden, 1).norm(name + "0.1", hidden);
        layer++;
      }
      side /= block.stride();
      String depthwise = name + layer++;
      all.side(side).conv(depthwise + ".0", 1, hidden, block.kernel());
      all.norm(depthwise + ".1", hidden);
      if (block.excited()) {
        String excitation = name + layer++;
        all.side(1).convWithBias(excitation + ".fc1", hidden, block.squeezed(), 1);
        all.convWithBias(excitation + ".fc2", block.squeezed(), hidden, 1);
      }
      String projection = name + layer;
      all.side(side).conv(projection + ".0", hidden, block.channels(), 1);
      all.norm(projection + ".1", block.channels());
      in = block.channels();
    }
    String last = "features." + (blocks.size() + 1);
    all.conv(last + ".0", in, last(), 1).norm(last + ".1", last());
    all.tokens(1).dense("classifier.0", last(), features);
    return all.classifier(backbone, "classifier.3", features);
  }
}
