// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import dev.assay.weights.OfficialWeights.Content;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * EfficientNet-Lite 0 to 4 (Google, 2020): EfficientNets without squeeze and excitation, with ReLU6
 * and with TensorFlow's padding. The keys are those of the files that are published for PyTorch.
 *
 * @param stages what follows the first convolution, in order, as wide and deep as this variant
 */
public record EfficientNetLiteArchitecture(List<Stage> stages) implements Architecture {
  private static final String PAPER =
      "Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019,"
          + " arXiv:1905.11946; Liu, EfficientNet-Lite, TensorFlow blog, 2020";
  private static final String RELEASES =
      "https://github.com/rwightman/pytorch-image-models/releases/download/v0.1-weights/";
  private static final int STEM = 32;
  private static final int FEATURES = 1280;
  private static final List<Double> HALF = List.of(0.5, 0.5, 0.5);

  /**
   * @param expansion of the channels inside a block
   * @param kernel of the depthwise convolution
   * @param stride of the first block
   * @param channels of a block's output
   * @param repeats blocks
   */
  public record Stage(int expansion, int kernel, int stride, int channels, int repeats) {}

  /** The variants, in the order in which they are listed to users. */
  static List<BackboneEntry> declared() {
    return List.of(
        entry(0, 1.0, 1.0, 4_652_008, 385_187_552L, 256, 224, "0aa007d2"),
        entry(1, 1.0, 1.1, 5_416_680, 502_467_680L, 272, 240, "bde8b488"),
        entry(2, 1.1, 1.2, 6_092_072, 576_509_424L, 292, 260, "dcccb7df"),
        entry(3, 1.2, 1.4, 8_197_096, 852_099_536L, 331, 300, "b733e338"),
        entry(4, 1.4, 1.8, 13_006_568, 1_347_665_152L, 413, 380, "741542c3"));
  }

  /** The stem and the last convolution are never wider, nor the first and last stage deeper. */
  private static BackboneEntry entry(
      int size,
      double width,
      double depth,
      long parameters,
      long multiplyAdds,
      int resize,
      int crop,
      String sha256) {
    List<Stage> base =
        List.of(
            new Stage(1, 3, 1, 16, 1),
            new Stage(6, 3, 2, 24, 2),
            new Stage(6, 5, 2, 40, 2),
            new Stage(6, 3, 2, 80, 3),
            new Stage(6, 5, 1, 112, 3),
            new Stage(6, 5, 2, 192, 4),
            new Stage(6, 3, 1, 320, 1));
    List<Stage> stages = new ArrayList<>();
    for (Stage stage : base) {
      boolean end = stage == base.getFirst() || stage == base.getLast();
      stages.add(
          new Stage(
              stage.expansion,
              stage.kernel,
              stage.stride,
              Channels.divisible(stage.channels * width),
              end ? stage.repeats : (int) Math.ceil(stage.repeats * depth)));
    }
    EfficientNetLiteArchitecture architecture = new EfficientNetLiteArchitecture(stages);
    String name = "efficientnet_lite" + size;
    String interpolation = size < 3 ? Preprocessing.BICUBIC : Preprocessing.BILINEAR;
    Preprocessing input = new Preprocessing(resize, crop, interpolation, HALF, HALF);
    String file = "tf_efficientnet_lite%d-%s.pth".formatted(size, sha256);
    return new BackboneEntry(
        name,
        "EfficientNet-Lite" + size,
        architecture,
        PAPER,
        parameters,
        multiplyAdds,
        FEATURES,
        input,
        architecture.inventory(name, Inventory.SIDE),
        List.of(
            new OfficialWeights(
                file,
                name,
                sha256,
                input,
                "ImageNet-1k (EfficientNet-Lite)",
                "Apache-2.0",
                URI.create(RELEASES + file),
                PAPER,
                Content.NETWORK,
                OfficialWeights.Access.OPEN)),
        Set.of());
  }

  public EfficientNetLiteArchitecture {
    stages = List.copyOf(stages);
  }

  /** Channels of the first convolution. */
  public int stem() {
    return STEM;
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
  public String python() {
    return "efficientnet_lite_pytorch";
  }

  @Override
  public List<Dialect> dialects() {
    Dialect timm = new Dialect("timm").layer("_conv_stem", "conv_stem").layer("_bn0", "bn1");
    int number = 0;
    for (int stage = 0; stage < stages.size(); stage++) {
      boolean wider = stages.get(stage).expansion() != 1;
      for (int i = 0; i < stages.get(stage).repeats(); i++, number++) {
        String ours = "_blocks\\." + number + "\\.";
        String theirs = "blocks." + stage + "." + i + ".";
        timm.layer(ours + "_expand_conv", theirs + "conv_pw").layer(ours + "_bn0", theirs + "bn1");
        timm.layer(ours + "_depthwise_conv", theirs + "conv_dw");
        timm.layer(ours + "_bn1", theirs + (wider ? "bn2" : "bn1"));
        timm.layer(ours + "_project_conv", theirs + (wider ? "conv_pwl" : "conv_pw"));
        timm.layer(ours + "_bn2", theirs + (wider ? "bn3" : "bn2"));
      }
    }
    timm.layer("_conv_head", "conv_head").layer("_bn1", "bn2").layer("_fc", "classifier");
    return List.of(timm);
  }

  @Override
  public Blocks sequence() {
    return Blocks.stages("_blocks.", 0, stages.stream().map(Stage::repeats).toList());
  }

  @Override
  public String series() {
    return "EfficientNet-Lite";
  }

  /**
   * @param pixels side of the image whose positions are counted
   */
  Inventory inventory(String backbone, int pixels) {
    int side = half(pixels);
    Inventory.Builder all = new Inventory.Builder().side(side);
    all.conv("_conv_stem", 3, STEM, 3).norm("_bn0", STEM);
    long in = STEM;
    int number = 0;
    for (Stage stage : stages) {
      for (int i = 0; i < stage.repeats(); i++, number++) {
        String block = "_blocks." + number + ".";
        long hidden = in * stage.expansion();
        if (stage.expansion() != 1) {
          all.side(side).conv(block + "_expand_conv", in, hidden, 1).norm(block + "_bn0", hidden);
        }
        side = i == 0 && stage.stride() == 2 ? half(side) : side;
        all.side(side).conv(block + "_depthwise_conv", 1, hidden, stage.kernel());
        all.norm(block + "_bn1", hidden);
        all.conv(block + "_project_conv", hidden, stage.channels(), 1);
        all.norm(block + "_bn2", stage.channels());
        in = stage.channels();
      }
    }
    all.conv("_conv_head", in, FEATURES, 1).norm("_bn1", FEATURES);
    return all.classifier(backbone, "_fc", FEATURES);
  }

  private static int half(int side) {
    return (side + 1) / 2;
  }
}
