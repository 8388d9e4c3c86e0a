// SPDX-License-Identifier: Apache-2.0
package dev.assay.weights;

import dev.assay.contracts.study.Starts;
import dev.assay.weights.Architecture.OfficialClassifier;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The backbones that can be built, and nothing but facts about them: no engine is needed. Each
 * family is declared in the file of its {@link Architecture}.
 */
public final class BackboneCatalogue {
  /** The backbone that help texts and messages name as an example. */
  public static final String EXAMPLE = ResNetArchitecture.EXAMPLE;

  private static final List<BackboneEntry> ALL =
      Stream.of(
              MobileNetV2Architecture.declared(),
              ResNetArchitecture.declared(),
              VggArchitecture.declared(),
              DenseNetArchitecture.declared(),
              DinoV2Architecture.declared(),
              DinoV3Architecture.declared(),
              EfficientNetArchitecture.declared(),
              EfficientNetLiteArchitecture.declared(),
              MobileNetV3Architecture.declared(),
              ConvNextArchitecture.declared(),
              SwinArchitecture.declared(),
              VisionTransformerArchitecture.declared())
          .flatMap(List::stream)
          .toList();

  private BackboneCatalogue() {}

  /** In the order in which they are listed to users. */
  public static List<BackboneEntry> all() {
    return ALL;
  }

  /** What a study's {@code backbone} may be. */
  public static List<String> names() {
    return ALL.stream().map(BackboneEntry::name).toList();
  }

  public static Optional<BackboneEntry> find(String name) {
    return ALL.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  /**
   * @throws WeightsException naming the accepted backbones, if this is none of them
   */
  public static BackboneEntry require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                WeightsException.user(
                    "unknown backbone '%s'; accepted: %s"
                        .formatted(name, String.join(", ", names()))));
  }

  /** Those that are chosen for a purpose, in the same order. */
  public static List<BackboneEntry> chosenFor(BackboneEntry.Use use) {
    return ALL.stream().filter(e -> e.uses().contains(use)).toList();
  }

  /** Whether a backbone has batch normalisations; false if it is unknown. */
  public static boolean hasBatchNorms(String name) {
    return find(name)
        .filter(e -> e.inventory().slots().stream().anyMatch(Inventory.Slot::counter))
        .isPresent();
  }

  /** What a study has to know of the backbones here. */
  public static final Starts.Abilities ABILITIES =
      new Starts.Abilities() {
        @Override
        public int inputMultiple(String backbone) {
          return BackboneCatalogue.inputMultiple(backbone);
        }

        @Override
        public int blocks(String backbone) {
          return BackboneCatalogue.blocks(backbone);
        }

        @Override
        public String blocksName(String backbone) {
          return BackboneCatalogue.blocksName(backbone);
        }

        @Override
        public boolean hasAttention(String backbone) {
          return BackboneCatalogue.hasAttention(backbone);
        }
      };

  /** Number of the {@link Blocks} of a backbone; 0 if it is unknown. */
  public static int blocks(String name) {
    return find(name).map(entry -> entry.architecture().sequence().count()).orElse(0);
  }

  /** What the {@link Blocks} of a backbone are called. */
  public static String blocksName(String name) {
    return find(name).map(entry -> entry.architecture().sequence().name()).orElse("blocks");
  }

  /** Whether a backbone has matrices of attention. */
  public static boolean hasAttention(String name) {
    return find(name).flatMap(entry -> entry.architecture().attention("qkv")).isPresent();
  }

  /** Pixels of which the sides of a backbone's input must be a multiple; 1 if it is unknown. */
  public static int inputMultiple(String name) {
    return find(name).map(entry -> entry.architecture().inputMultiple()).orElse(1);
  }

  /** Whether the official classifier of a backbone has hidden layers; false if it is unknown. */
  public static boolean hasHiddenClassifier(String name) {
    return find(name)
        .filter(e -> e.architecture().officialClassifier() == OfficialClassifier.HIDDEN_LAYERS)
        .isPresent();
  }

  /** Whether attention of a backbone can be followed to its patches; false if it is unknown. */
  public static boolean attendsEverywhere(String name) {
    return find(name).filter(e -> e.architecture().attendsEverywhere()).isPresent();
  }
}
