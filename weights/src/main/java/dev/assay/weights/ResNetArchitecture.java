// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.weights.BackboneEntry.Use;
import java.util.List;
import java.util.Set;

/**
 * torchvision's ResNets (He et al., 2015).
 *
 * @param bottleneck whether a block is 1x1, 3x3 and 1x1, four times as wide at the end (ResNet50
 *     and up), and not two 3x3 convolutions
 * @param blocks in each of the four stages
 */
public record ResNetArchitecture(boolean bottleneck, List<Integer> blocks) implements Architecture {
  private static final String PAPER =
      "He et al., Deep Residual Learning for Image Recognition, 2015, arXiv:1512.03385";
  private static final int STEM = 64;

  /** The backbone that help texts and messages name as an example. */
  static final String EXAMPLE = "resnet50";

  /** Sides of the stages' outputs at 224 pixels, the stem's first. */
  private static final int STEM_SIDE = 112;

  private static final int FIRST_SIDE = 56;

  /** The variants, in the order in which they are listed to users. */
  static List<BackboneEntry> declared() {
    return List.of(
        entry(
            "resnet18",
            "ResNet18",
            11_689_512,
            1_814_073_344,
            new ResNetArchitecture(false, List.of(2, 2, 2, 2)),
            Set.of(Use.SPEED_PROBE),
            "f37072fd"),
        entry(
            "resnet34",
            "ResNet34",
            21_797_672,
            3_663_761_408L,
            new ResNetArchitecture(false, List.of(3, 4, 6, 3)),
            Set.of(),
            "b627a593"),
        entry(
            EXAMPLE,
            "ResNet50",
            25_557_032,
            4_089_184_256L,
            new ResNetArchitecture(true, List.of(3, 4, 6, 3)),
            Set.of(Use.BENCHMARK),
            "0676ba61",
            "11ad3fa6"),
        entry(
            "resnet101",
            "ResNet101",
            44_549_160,
            7_801_405_440L,
            new ResNetArchitecture(true, List.of(3, 4, 23, 3)),
            Set.of(),
            "63fe2227",
            "cd907fc2"),
        entry(
            "resnet152",
            "ResNet152",
            60_192_808,
            11_513_626_624L,
            new ResNetArchitecture(true, List.of(3, 8, 36, 3)),
            Set.of(),
            "394f9c45",
            "f82ba261"));
  }

  /**
   * @param sha256 the first eight digits of the official files, version 1 first
   */
  private static BackboneEntry entry(
      String name,
      String title,
      long parameters,
      long multiplyAdds,
      ResNetArchitecture architecture,
      Set<Use> uses,
      String... sha256) {
    return BackboneEntry.ofTorchvision(
        name,
        title,
        architecture,
        PAPER,
        parameters,
        multiplyAdds,
        architecture.bottleneck ? 2048 : 512,
        architecture.inventory(name),
        uses,
        sha256);
  }

  public ResNetArchitecture {
    blocks = List.copyOf(blocks);
  }

  @Override
  public Kind kind() {
    return Kind.CONVOLUTIONAL;
  }

  @Override
  public OfficialClassifier officialClassifier() {
    return OfficialClassifier.LINEAR;
  }

  /** timm's names are torchvision's. */
  @Override
  public List<Dialect> dialects() {
    return List.of(huggingFace("resnet."), huggingFace(""));
  }

  private Dialect huggingFace(String prefix) {
    Dialect names = new Dialect("Hugging Face");
    names.layer("conv1", prefix + "embedder.embedder.convolution");
    names.layer("bn1", prefix + "embedder.embedder.normalization");
    for (int stage = 1; stage <= blocks.size(); stage++) {
      String ours = "layer" + stage + "\\.(\\d+)\\.";
      String theirs = prefix + "encoder.stages." + (stage - 1) + ".layers.$1.";
      for (int i = 1; i <= 3; i++) {
        names.layer(ours + "conv" + i, theirs + "layer." + (i - 1) + ".convolution");
        names.layer(ours + "bn" + i, theirs + "layer." + (i - 1) + ".normalization");
      }
      names.layer(ours + "downsample\\.0", theirs + "shortcut.convolution");
      names.layer(ours + "downsample\\.1", theirs + "shortcut.normalization");
    }
    return names.layer("fc", "classifier.1");
  }

  @Override
  public Blocks sequence() {
    return Blocks.stages(blocks.size(), i -> List.of("layer" + (i + 1) + "."));
  }

  @Override
  public String series() {
    return "ResNet";
  }

  private Inventory inventory(String backbone) {
    Inventory.Builder all = new Inventory.Builder().side(STEM_SIDE);
    all.conv("conv1", 3, STEM, 7).norm("bn1", STEM).side(FIRST_SIDE);
    long in = STEM;
    for (int stage = 0; stage < blocks.size(); stage++) {
      long width = (long) STEM << stage;
      long out = bottleneck ? 4 * width : width;
      for (int i = 0; i < blocks.get(stage); i++) {
        String block = "layer" + (stage + 1) + "." + i;
        int side = FIRST_SIDE >> stage;
        if (bottleneck) {
          // The stride is in the 3x3 convolution, so the first works on the stage before.
          all.side(i == 0 && stage > 0 ? 2 * side : side);
          all.conv(block + ".conv1", in, width, 1).norm(block + ".bn1", width).side(side);
          all.conv(block + ".conv2", width, width, 3).norm(block + ".bn2", width);
          all.conv(block + ".conv3", width, out, 1).norm(block + ".bn3", out);
        } else {
          all.side(side);
          all.conv(block + ".conv1", in, out, 3).norm(block + ".bn1", out);
          all.conv(block + ".conv2", out, out, 3).norm(block + ".bn2", out);
        }
        if (in != out) {
          all.conv(block + ".downsample.0", in, out, 1).norm(block + ".downsample.1", out);
        }
        in = out;
      }
    }
    return all.classifier(backbone, "fc", in);
  }
}
