// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.weights.BackboneEntry.Use;
import java.util.List;
import java.util.Set;

/**
 * torchvision's VGGs without batch norm (Simonyan and Zisserman, 2014).
 *
 * @param convolutions in each of the five stages
 */
public record VggArchitecture(List<Integer> convolutions) implements Architecture {
  private static final String PAPER =
      "Simonyan and Zisserman, Very Deep Convolutional Networks for Large-Scale Image Recognition,"
          + " 2014, arXiv:1409.1556";
  private static final int FEATURES = 4096;
  private static final long[] CHANNELS = {64, 128, 256, 512, 512};
  private static final long POOLED = 7 * 7;

  /** The variants, in the order in which they are listed to users. */
  static List<BackboneEntry> declared() {
    return List.of(
        entry(
            "vgg11",
            "VGG11",
            132_863_336,
            7_609_090_048L,
            new VggArchitecture(List.of(1, 1, 2, 2, 2)),
            Set.of(),
            "8a719046"),
        entry(
            "vgg13",
            "VGG13",
            133_047_848,
            11_308_466_176L,
            new VggArchitecture(List.of(2, 2, 2, 2, 2)),
            Set.of(),
            "19584684"),
        entry(
            "vgg16",
            "VGG16",
            138_357_544,
            15_470_264_320L,
            new VggArchitecture(List.of(2, 2, 3, 3, 3)),
            Set.of(Use.BENCHMARK),
            "397923af"),
        entry(
            "vgg19",
            "VGG19",
            143_667_240,
            19_632_062_464L,
            new VggArchitecture(List.of(2, 2, 4, 4, 4)),
            Set.of(),
            "dcbb9e9d"));
  }

  private static BackboneEntry entry(
      String name,
      String title,
      long parameters,
      long multiplyAdds,
      VggArchitecture architecture,
      Set<Use> uses,
      String sha256) {
    return BackboneEntry.ofTorchvision(
        name,
        title,
        architecture,
        PAPER,
        parameters,
        multiplyAdds,
        FEATURES,
        architecture.inventory(name),
        uses,
        sha256);
  }

  public VggArchitecture {
    convolutions = List.copyOf(convolutions);
  }

  @Override
  public Kind kind() {
    return Kind.CONVOLUTIONAL;
  }

  @Override
  public OfficialClassifier officialClassifier() {
    return OfficialClassifier.HIDDEN_LAYERS;
  }

  /** timm has the hidden layers as convolutions. */
  @Override
  public List<Dialect> dialects() {
    return List.of(
        new Dialect("timm")
            .reshaped("classifier\\.0\\.weight", "pre_logits.fc1.weight")
            .reshaped("classifier\\.3\\.weight", "pre_logits.fc2.weight")
            .layer("classifier\\.0", "pre_logits.fc1")
            .layer("classifier\\.3", "pre_logits.fc2")
            .layer("classifier\\.6", "head.fc"));
  }

  @Override
  public Blocks sequence() {
    List<Integer> lengths = convolutions.stream().map(count -> 2 * count + 1).toList();
    return Blocks.stages("features.", 0, lengths);
  }

  @Override
  public String series() {
    return "VGG";
  }

  private Inventory inventory(String backbone) {
    Inventory.Builder all = new Inventory.Builder();
    long in = 3;
    int layer = 0;
    for (int stage = 0; stage < CHANNELS.length; stage++) {
      all.side(Inventory.SIDE >> stage);
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
