// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.weights.BackboneEntry.Use;
import java.util.List;
import java.util.Set;

/**
 * torchvision's DenseNets of growth rate 32 (Huang et al., 2016).
 *
 * @param layers in each of the four blocks
 */
public record DenseNetArchitecture(List<Integer> layers) implements Architecture {
  private static final String PAPER =
      "Huang et al., Densely Connected Convolutional Networks, 2016, arXiv:1608.06993";
  private static final long STEM = 64;
  private static final long GROWTH = 32;
  private static final long BOTTLENECK = 4 * GROWTH;

  /** Sides of the outputs at 224 pixels: of the stem, and of the first block. */
  private static final int STEM_SIDE = 112;

  private static final int FIRST_SIDE = 56;

  /** The variants, in the order in which they are listed to users. */
  static List<BackboneEntry> declared() {
    return List.of(
        entry(
            "densenet121",
            "DenseNet121",
            7_978_856,
            2_834_161_664L,
            1024,
            new DenseNetArchitecture(List.of(6, 12, 24, 16)),
            Set.of(Use.BENCHMARK),
            "a639ec97"),
        entry(
            "densenet169",
            "DenseNet169",
            14_149_480,
            3_359_843_328L,
            1664,
            new DenseNetArchitecture(List.of(6, 12, 32, 32)),
            Set.of(),
            "b2777c0a"),
        entry(
            "densenet201",
            "DenseNet201",
            20_013_928,
            4_291_365_888L,
            1920,
            new DenseNetArchitecture(List.of(6, 12, 48, 32)),
            Set.of(),
            "c1103571"));
  }

  private static BackboneEntry entry(
      String name,
      String title,
      long parameters,
      long multiplyAdds,
      int features,
      DenseNetArchitecture architecture,
      Set<Use> uses,
      String sha256) {
    return BackboneEntry.ofTorchvision(
        name,
        title,
        architecture,
        PAPER,
        parameters,
        multiplyAdds,
        features,
        architecture.inventory(name),
        uses,
        sha256);
  }

  public DenseNetArchitecture {
    layers = List.copyOf(layers);
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
    return Blocks.stages(
        layers.size(),
        i ->
            i == 0
                ? List.of("features.denseblock1.")
                : List.of("features.transition" + i + ".", "features.denseblock" + (i + 1) + "."));
  }

  @Override
  public String series() {
    return "DenseNet";
  }

  private Inventory inventory(String backbone) {
    Inventory.Builder all = new Inventory.Builder().side(STEM_SIDE);
    all.conv("features.conv0", 3, STEM, 7).norm("features.norm0", STEM);
    long channels = STEM;
    for (int block = 1; block <= layers.size(); block++) {
      all.side(FIRST_SIDE >> (block - 1));
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
