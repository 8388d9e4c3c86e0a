// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.Preprocessing;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * torchvision's EfficientNets B0 to B7 (Tan and Le, 2019) and EfficientNetV2 S and M (Tan and Le,
 * 2021).
 *
 * @param version 1 or 2
 * @param stages what follows the first convolution, in order, as wide and deep as this variant
 * @param features channels of the last convolution
 * @param epsilon of all batch normalisations
 * @param momentum share of a new batch in their running statistics
 */
public record EfficientNetArchitecture(
    int version, List<Stage> stages, int features, float epsilon, float momentum)
    implements Architecture {
  private static final String PAPER =
      "Tan and Le, EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019,"
          + " arXiv:1905.11946";
  private static final String PAPER_V2 =
      "Tan and Le, EfficientNetV2: Smaller Models and Faster Training, 2021, arXiv:2104.00298";

  /**
   * A row of table 1 of the first paper, or of table 4 of the second.
   *
   * @param fused whether a block is one convolution and a projection, without squeeze and
   *     excitation
   * @param expansion of the channels inside a block
   * @param kernel of the convolution that looks at neighbours
   * @param stride of the first block
   * @param in channels of the stage's input
   * @param channels of a block's output
   * @param repeats blocks
   */
  public record Stage(
      boolean fused, int expansion, int kernel, int stride, int in, int channels, int repeats) {}

  /** The variants, in the order in which they are listed to users. */
  static List<BackboneEntry> declared() {
    return List.of(
        first("b0", 1.0, 1.0, 5_288_548, 385_814_752L, 256, 224, "rwightman-7f5810bc"),
        first("b1", 1.0, 1.1, 7_794_184, 569_651_680L, 256, 240, "rwightman-bac287d4"),
        first("b2", 1.1, 1.2, 9_109_994, 658_963_440L, 288, 288, "rwightman-c35c1473"),
        first("b3", 1.2, 1.4, 12_233_232, 962_708_240L, 320, 300, "rwightman-b3899882"),
        first("b4", 1.4, 1.8, 19_341_616, 1_503_710_432L, 384, 380, "rwightman-23ab8bcd"),
        first("b5", 1.6, 2.2, 30_389_784, 2_356_493_184L, 456, 456, "lukemelas-1a07897c"),
        first("b6", 1.8, 2.6, 43_040_704, 3_360_166_848L, 528, 528, "lukemelas-24a108a5"),
        first("b7", 2.0, 3.1, 66_347_960, 5_169_865_152L, 600, 600, "lukemelas-c5b4e57e"),
        second(
            "s",
            21_458_488,
            2_849_895_872L,
            384,
            "dd5fe13b",
            new Stage(true, 1, 3, 1, 24, 24, 2),
            new Stage(true, 4, 3, 2, 24, 48, 4),
            new Stage(true, 4, 3, 2, 48, 64, 4),
            new Stage(false, 4, 3, 2, 64, 128, 6),
            new Stage(false, 6, 3, 1, 128, 160, 9),
            new Stage(false, 6, 3, 2, 160, 256, 15)),
        second(
            "m",
            54_139_356,
            5_362_207_200L,
            480,
            "dc08266a",
            new Stage(true, 1, 3, 1, 24, 24, 3),
            new Stage(true, 4, 3, 2, 24, 48, 5),
            new Stage(true, 4, 3, 2, 48, 80, 5),
            new Stage(false, 4, 3, 2, 80, 160, 7),
            new Stage(false, 6, 3, 1, 160, 176, 14),
            new Stage(false, 6, 3, 2, 176, 304, 18),
            new Stage(false, 6, 3, 1, 304, 512, 5)));
  }

  /** B5 to B7 keep the batch normalisation of the TensorFlow files that they are made from. */
  private static BackboneEntry first(
      String size,
      double width,
      double depth,
      long parameters,
      long multiplyAdds,
      int resize,
      int crop,
      String file) {
    List<Stage> stages = new ArrayList<>();
    for (Stage base :
        List.of(
            new Stage(false, 1, 3, 1, 32, 16, 1),
            new Stage(false, 6, 3, 2, 16, 24, 2),
            new Stage(false, 6, 5, 2, 24, 40, 2),
            new Stage(false, 6, 3, 2, 40, 80, 3),
            new Stage(false, 6, 5, 1, 80, 112, 3),
            new Stage(false, 6, 5, 2, 112, 192, 4),
            new Stage(false, 6, 3, 1, 192, 320, 1))) {
      stages.add(
          new Stage(
              false,
              base.expansion,
              base.kernel,
              base.stride,
              Channels.divisible(base.in * width),
              Channels.divisible(base.channels * width),
              (int) Math.ceil(base.repeats * depth)));
    }
    boolean tensorFlow = file.startsWith("lukemelas");
    EfficientNetArchitecture architecture =
        new EfficientNetArchitecture(
            1,
            stages,
            4 * stages.getLast().channels,
            tensorFlow ? 1e-3f : 1e-5f,
            tensorFlow ? 0.01f : 0.1f);
    String name = "efficientnet_" + size;
    Preprocessing input = input(resize, crop, Preprocessing.BICUBIC);
    List<OfficialWeights> files = new ArrayList<>();
    files.add(file(name, name + "_" + file, input, 1, PAPER));
    if (size.equals("b1")) {
      Preprocessing second = input(255, crop, Preprocessing.BILINEAR);
      files.add(file(name, name + "-c27df63c", second, 2, PAPER));
    }
    return entry(
        name,
        "EfficientNet-" + size.replace('b', 'B'),
        architecture,
        PAPER,
        parameters,
        multiplyAdds,
        input,
        files);
  }

  private static BackboneEntry second(
      String size, long parameters, long multiplyAdds, int crop, String sha256, Stage... stages) {
    String name = "efficientnet_v2_" + size;
    Preprocessing input = input(crop, crop, Preprocessing.BILINEAR);
    return entry(
        name,
        "EfficientNetV2-" + size.toUpperCase(java.util.Locale.ROOT),
        new EfficientNetArchitecture(2, List.of(stages), 1280, 1e-3f, 0.1f),
        PAPER_V2,
        parameters,
        multiplyAdds,
        input,
        List.of(file(name, name + "-" + sha256, input, 1, PAPER_V2)));
  }

  private static BackboneEntry entry(
      String name,
      String title,
      EfficientNetArchitecture architecture,
      String paper,
      long parameters,
      long multiplyAdds,
      Preprocessing input,
      List<OfficialWeights> files) {
    return new BackboneEntry(
        name,
        title,
        architecture,
        paper,
        parameters,
        multiplyAdds,
        architecture.features,
        input,
        architecture.inventory(name, Inventory.SIDE),
        files,
        Set.of());
  }

  private static OfficialWeights file(
      String backbone, String file, Preprocessing input, int version, String paper) {
    String source = "ImageNet-1k (torchvision V%d)".formatted(version);
    return OfficialWeights.ofTorchvision(backbone, file, input, source, paper);
  }

  private static Preprocessing input(int resize, int crop, String interpolation) {
    return Preprocessing.imageNet().withInterpolation(interpolation).withSize(resize, crop);
  }

  public EfficientNetArchitecture {
    stages = List.copyOf(stages);
  }

  /** Channels of the first convolution. */
  public int stem() {
    return stages.getFirst().in();
  }

  @Override
  public Kind kind() {
    return Kind.CONVOLUTIONAL;
  }

  @Override
  public OfficialClassifier officialClassifier() {
    return OfficialClassifier.LINEAR;
  }

  /**
   * timm's {@code tf_} models have these names, too, but TensorFlow's padding: another function,
   * which only the owner of a file can tell. Their batch normalisation is that of B5 to B7 and of
   * version 2, so those are not read from timm's names at all.
   */
  @Override
  public List<Dialect> dialects() {
    if (version == 2 || momentum < 0.1f) {
      return List.of();
    }
    Dialect timm = new Dialect("timm").layer("features\\.0\\.0", "conv_stem");
    timm.layer("features\\.0\\.1", "bn1");
    for (int stage = 0; stage < stages.size(); stage++) {
      String block = "features\\." + (stage + 1) + "\\.(\\d+)\\.block\\.";
      String theirs = "blocks." + stage + ".$1.";
      int next = 0;
      boolean wider = stages.get(stage).expansion() != 1;
      if (wider) {
        timm.layer(block + "0\\.0", theirs + "conv_pw").layer(block + "0\\.1", theirs + "bn1");
        next = 1;
      }
      timm.layer(block + next + "\\.0", theirs + "conv_dw");
      timm.layer(block + next + "\\.1", theirs + "bn" + (next + 1));
      timm.layer(block + (next + 1) + "\\.fc1", theirs + "se.conv_reduce");
      timm.layer(block + (next + 1) + "\\.fc2", theirs + "se.conv_expand");
      timm.layer(block + (next + 2) + "\\.0", theirs + (wider ? "conv_pwl" : "conv_pw"));
      timm.layer(block + (next + 2) + "\\.1", theirs + "bn" + (next + 2));
    }
    String last = "features\\." + (stages.size() + 1);
    timm.layer(last + "\\.0", "conv_head").layer(last + "\\.1", "bn2");
    return List.of(timm.layer("classifier\\.1", "classifier"));
  }

  @Override
  public Blocks sequence() {
    return Blocks.stages(stages.size(), i -> List.of("features." + (i + 1) + "."));
  }

  @Override
  public String series() {
    return version == 1 ? "EfficientNet" : "EfficientNetV2";
  }

  /**
   * @param pixels side of the image whose positions are counted
   */
  Inventory inventory(String backbone, int pixels) {
    int side = half(pixels);
    Inventory.Builder all = new Inventory.Builder().side(side);
    all.conv("features.0.0", 3, stem(), 3).norm("features.0.1", stem());
    int number = 1;
    for (Stage stage : stages) {
      for (int i = 0; i < stage.repeats(); i++) {
        String block = "features." + number + "." + i + ".block.";
        int in = i == 0 ? stage.in() : stage.channels();
        int after = i == 0 && stage.stride() == 2 ? half(side) : side;
        if (stage.fused()) {
          fused(all.side(after), block, stage, in);
        } else {
          inverted(all, block, stage, in, side, after);
        }
        side = after;
      }
      number++;
    }
    String last = "features." + number;
    all.side(side).conv(last + ".0", stages.getLast().channels(), features, 1);
    return all.norm(last + ".1", features).classifier(backbone, "classifier.1", features);
  }

  private static void fused(Inventory.Builder all, String block, Stage stage, long in) {
    long hidden = in * stage.expansion();
    long first = stage.expansion() == 1 ? stage.channels() : hidden;
    all.conv(block + "0.0", in, first, stage.kernel()).norm(block + "0.1", first);
    if (stage.expansion() != 1) {
      all.conv(block + "1.0", hidden, stage.channels(), 1).norm(block + "1.1", stage.channels());
    }
  }

  private static void inverted(
      Inventory.Builder all, String block, Stage stage, long in, int before, int after) {
    long hidden = in * stage.expansion();
    int layer = 0;
    if (stage.expansion() != 1) {
      all.side(before).conv(block + "0.0", in, hidden, 1).norm(block + "0.1", hidden);
      layer = 1;
    }
    String depthwise = block + layer;
    all.side(after).conv(depthwise + ".0", 1, hidden, stage.kernel());
    all.norm(depthwise + ".1", hidden);
    long squeezed = Math.max(1, in / 4);
    String excitation = block + (layer + 1);
    all.side(1).convWithBias(excitation + ".fc1", hidden, squeezed, 1);
    all.convWithBias(excitation + ".fc2", squeezed, hidden, 1);
    String projection = block + (layer + 2);
    all.side(after).conv(projection + ".0", hidden, stage.channels(), 1);
    all.norm(projection + ".1", stage.channels());
  }

  private static int half(int side) {
    return (side + 1) / 2;
  }
}
