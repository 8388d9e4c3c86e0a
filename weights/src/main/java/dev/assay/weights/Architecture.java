// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import java.util.List;
import java.util.Optional;

/**
 * The numbers in which the backbones of one family differ, such as blocks in each stage. One record
 * per family; its file declares everything that is known about these backbones, and the module
 * backbones builds its network from the same record.
 */
public sealed interface Architecture
    permits ConvNextArchitecture,
        DenseNetArchitecture,
        DinoV2Architecture,
        DinoV3Architecture,
        EfficientNetArchitecture,
        EfficientNetLiteArchitecture,
        MobileNetV2Architecture,
        MobileNetV3Architecture,
        ResNetArchitecture,
        SwinArchitecture,
        VggArchitecture,
        VisionTransformerArchitecture {

  /** The package {@code torchvision.models}. */
  String TORCHVISION = "torchvision";

  /** What most of the computing is. */
  enum Kind {
    CONVOLUTIONAL,
    TRANSFORMER
  }

  /** What the official classifier of 1000 classes is. */
  enum OfficialClassifier {
    /**
     * One linear layer in the file of the network; whatever stands before it is part of the
     * backbone.
     */
    LINEAR,
    /**
     * Two hidden layers and a linear one, in the file of the network. The hidden layers are part of
     * the backbone, unless replication switch {@code vgg-frozen} trains the whole classifier.
     */
    HIDDEN_LAYERS,
    /** One linear layer in a file of its own. Head {@code paper} takes its logits as feature. */
    SEPARATE_FILE,
    /** There is none: the network is published up to its feature. */
    NONE
  }

  Kind kind();

  OfficialClassifier officialClassifier();

  /**
   * Whether every block lets every token attend to every other, so that attention can be followed
   * from the feature back to the patches.
   */
  default boolean attendsEverywhere() {
    return false;
  }

  /**
   * The Python package that builds these backbones: under the same names {@value #TORCHVISION}, or
   * a repository for {@code torch.hub}, which has a slash; else a package with other names.
   */
  default String python() {
    return TORCHVISION;
  }

  /** How other projects name the same tensors. */
  default List<Dialect> dialects() {
    return List.of();
  }

  /** Keys of what official files hold beside the backbone, as regular expressions. */
  default List<String> beside() {
    return List.of();
  }

  /** Pixels of which both sides of an input must be a multiple; 1 for any. */
  default int inputMultiple() {
    return 1;
  }

  /**
   * Whether each token attends to all others, so that this part of the work grows with the square
   * of the input's area.
   */
  default boolean attendsToAll() {
    return false;
  }

  /** What the network is a sequence of. */
  Blocks sequence();

  /**
   * Keys of the matrices of attention, as a regular expression; empty without attention.
   *
   * @param part {@code qkv}: of queries, keys and values together; {@code proj}: of what follows
   *     the attention
   */
  default Optional<String> attention(String part) {
    return Optional.empty();
  }

  /** What these backbones have in common with those that differ in size only, e.g. ResNet. */
  String series();
}
