// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import dev.assay.weights.BackboneEntry.Use;
import java.util.List;
import java.util.Set;

/**
 * torchvision's MobileNetV2 (Sandler et al., 2018).
 *
 * @param stages what follows the first convolution, in order
 */
public record MobileNetV2Architecture(List<Stage> stages) implements Architecture {
  private static final String PAPER =
      "Sandler et al., MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018,"
          + " arXiv:1801.04381";
  private static final int STEM = 32;
  private static final int FEATURES = 1280;

  /**
   * A row of table 2 of the paper.
   *
   * @param expansion of the channels inside a block
   * @param channels of a block's output
   * @param repeats blocks
   * @param stride of the first of them
   */
  public record Stage(int expansion, int channels, int repeats, int stride) {}

  /** Width 1.0 is the only variant with official weights. */
  static List<BackboneEntry> declared() {
    String name = "mobilenet_v2";
    MobileNetV2Architecture architecture =
        new MobileNetV2Architecture(
            List.of(
                new Stage(1, 16, 1, 1),
                new Stage(6, 24, 2, 2),
                new Stage(6, 32, 3, 2),
                new Stage(6, 64, 4, 2),
                new Stage(6, 96, 3, 1),
                new Stage(6, 160, 3, 2),
                new Stage(6, 320, 1, 1)));
    return List.of(
        new BackboneEntry(
            name,
            "MobileNetV2",
            architecture,
            PAPER,
            3_504_872,
            300_774_272,
            FEATURES,
            Preprocessing.imageNet(),
            architecture.inventory(name),
            OfficialWeights.torchvision(name, PAPER, "b0353104", "7ebf99e0"),
            Set.of(Use.BENCHMARK)));
  }

  public MobileNetV2Architecture {
    stages = List.copyOf(stages);
  }

  /** Channels of the first convolution. */
  public int stem() {
    return STEM;
  }

  /** Channels of the last convolution. */
  public int features() {
    return FEATURES;
  }

  @Override
  public Kind kind() {
    return Kind.CONVOLUTIONAL;
  }

  @Override
  public OfficialClassifier officialClassifier() {
    return OfficialClassifier.LINEAR;
  }

  /** Hugging Face's has TensorFlow's padding and epsilon: another function. */
  @Override
  public List<Dialect> dialects() {
    Dialect timm = new Dialect("timm").layer("features\\.0\\.0", "conv_stem");
    timm.layer("features\\.0\\.1", "bn1");
    int number = 1;
    for (int stage = 0; stage < stages.size(); stage++) {
      for (int i = 0; i < stages.get(stage).repeats(); i++, number++) {
        String ours = "features\\." + number + "\\.conv\\.";
        String theirs = "blocks." + stage + "." + i + ".";
        if (stages.get(stage).expansion() == 1) {
          timm.layer(ours + "0\\.0", theirs + "conv_dw").layer(ours + "0\\.1", theirs + "bn1");
          timm.layer(ours + "1", theirs + "conv_pw").layer(ours + "2", theirs + "bn2");
        } else {
          timm.layer(ours + "0\\.0", theirs + "conv_pw").layer(ours + "0\\.1", theirs + "bn1");
          timm.layer(ours + "1\\.0", theirs + "conv_dw").layer(ours + "1\\.1", theirs + "bn2");
          timm.layer(ours + "2", theirs + "conv_pwl").layer(ours + "3", theirs + "bn3");
        }
      }
    }
    String last = "features\\." + number;
    timm.layer(last + "\\.0", "conv_head").layer(last + "\\.1", "bn2");
    return List.of(timm.layer("classifier\\.1", "classifier"));
  }

  @Override
  public Blocks sequence() {
    return Blocks.stages("features.", 1, stages.stream().map(Stage::repeats).toList());
  }

  @Override
  public String series() {
    return "MobileNetV2";
  }

  private Inventory inventory(String backbone) {
    int side = Inventory.SIDE / 2;
    Inventory.Builder all = new Inventory.Builder().side(side);
    all.conv("features.0.0", 3, STEM, 3).norm("features.0.1", STEM);
    long in = STEM;
    int index = 1;
    for (Stage stage : stages) {
      for (int i = 0; i < stage.repeats(); i++, index++) {
        long hidden = in * stage.expansion();
        String block = "features." + index + ".conv.";
        int layer = 0;
        if (stage.expansion() != 1) {
          all.conv(block + "0.0", in, hidden, 1).norm(block + "0.1", hidden);
          layer = 1;
        }
        side = i == 0 ? side / stage.stride() : side;
        all.side(side);
        String depthwise = block + layer;
        all.conv(depthwise + ".0", 1, hidden, 3).norm(depthwise + ".1", hidden);
        all.conv(block + (layer + 1), hidden, stage.channels(), 1);
        all.norm(block + (layer + 2), stage.channels());
        in = stage.channels();
      }
    }
    all.conv("features." + index + ".0", in, FEATURES, 1);
    all.norm("features." + index + ".1", FEATURES);
    return all.classifier(backbone, "classifier.1", FEATURES);
  }
}
