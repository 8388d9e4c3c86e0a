// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones;

import ai.djl.ndarray.NDManager;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.networks.Backbone;
import dev.assay.backbones.networks.ConvNext;
import dev.assay.backbones.networks.DenseNet;
import dev.assay.backbones.networks.DinoV2;
import dev.assay.backbones.networks.DinoV2Classifier;
import dev.assay.backbones.networks.DinoV3;
import dev.assay.backbones.networks.EfficientNet;
import dev.assay.backbones.networks.EfficientNetLite;
import dev.assay.backbones.networks.MobileNetV2;
import dev.assay.backbones.networks.MobileNetV3;
import dev.assay.backbones.networks.ResNet;
import dev.assay.backbones.networks.Swin;
import dev.assay.backbones.networks.Vgg;
import dev.assay.backbones.networks.VisionTransformer;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.BackboneEntry;
import dev.assay.weights.ConvNextArchitecture;
import dev.assay.weights.DenseNetArchitecture;
import dev.assay.weights.DinoV2Architecture;
import dev.assay.weights.DinoV2Head;
import dev.assay.weights.DinoV3Architecture;
import dev.assay.weights.EfficientNetArchitecture;
import dev.assay.weights.EfficientNetLiteArchitecture;
import dev.assay.weights.MobileNetV2Architecture;
import dev.assay.weights.MobileNetV3Architecture;
import dev.assay.weights.OfficialWeights;
import dev.assay.weights.ResNetArchitecture;
import dev.assay.weights.SwinArchitecture;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import dev.assay.weights.VggArchitecture;
import dev.assay.weights.VisionTransformerArchitecture;
import dev.assay.weights.WeightsException;
import dev.assay.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds the networks of the {@link BackboneCatalogue} and fills them. */
public final class Backbones {
  private Backbones() {}

  /**
   * A backbone without values.
   *
   * @throws dev.assay.weights.WeightsException if the catalogue does not have it
   */
  public static Backbone build(String name) {
    return build(name, false);
  }

  /**
   * @param featuresOnly whether a network whose classifier has hidden layers ends before them
   */
  private static Backbone build(String name, boolean featuresOnly) {
    BackboneEntry entry = BackboneCatalogue.require(name);
    return switch (entry.architecture()) {
      case MobileNetV2Architecture mobileNet -> new MobileNetV2(entry, mobileNet);
      case ResNetArchitecture resNet -> new ResNet(entry, resNet);
      case VggArchitecture vgg -> new Vgg(entry, vgg, featuresOnly);
      case DenseNetArchitecture denseNet -> new DenseNet(entry, denseNet);
      case DinoV2Architecture dinoV2 -> new DinoV2(entry, dinoV2);
      case DinoV3Architecture dinoV3 -> new DinoV3(entry, dinoV3);
      case ConvNextArchitecture convNext -> new ConvNext(entry, convNext);
      case SwinArchitecture swin -> new Swin(entry, swin);
      case VisionTransformerArchitecture transformer -> new VisionTransformer(entry, transformer);
      case MobileNetV3Architecture mobileNet -> new MobileNetV3(entry, mobileNet);
      case EfficientNetArchitecture efficientNet -> new EfficientNet(entry, efficientNet);
      case EfficientNetLiteArchitecture lite -> new EfficientNetLite(entry, lite);
    };
  }

  /**
   * The part of a network below a head, without values. It computes the pooled feature; for head
   * {@code paper} of DINOv2 the logits of its official classifier; for the whole classifier of a
   * VGG its pooled convolutions.
   */
  public static Backbone build(String name, String head) {
    Backbone pooled = build(name, head.equals(Heads.WHOLE_CLASSIFIER));
    return head.equals(Heads.PAPER) && pooled instanceof DinoV2 dino
        ? new DinoV2Classifier(dino, OfficialWeights.HEAD_LAYERS)
        : pooled;
  }

  /**
   * DINOv2 with its official classifier, without values.
   *
   * @param layers 1 or 4: the blocks that the classifier sees
   */
  public static Backbone buildWithClassifier(String name, int layers) {
    if (build(name) instanceof DinoV2 dino) {
      return new DinoV2Classifier(dino, layers);
    }
    throw new IllegalArgumentException(name + " has its classifier in its own file");
  }

  /**
   * A backbone with the values of a weights file, whose classifier is checked and left out.
   *
   * @throws dev.assay.weights.WeightsException if the file does not hold exactly its tensors
   */
  public static Backbone pretrained(String name, Path file, NDManager manager) throws IOException {
    return pretrained(name, Heads.LINEAR, file, null, manager);
  }

  /**
   * The part of a network below a head, with the values of weights files.
   *
   * @param headFile official classifier in a file of its own; absent where no head needs it
   * @throws dev.assay.weights.WeightsException if a file does not hold exactly its tensors, or the
   *     classifier is needed and not there
   */
  public static Backbone pretrained(
      String name, String head, Path file, @Nullable Path headFile, NDManager manager)
      throws IOException {
    Backbone backbone = build(name, head);
    Map<String, Tensor> tensors = WeightsFile.tensors(backbone.entry(), file);
    if (backbone instanceof DinoV2Classifier) {
      tensors = new HashMap<>(tensors);
      tensors.putAll(classifier(backbone.entry(), headFile).tensors());
    }
    backbone.load(manager, tensors);
    return backbone;
  }

  private static DinoV2Head classifier(BackboneEntry entry, @Nullable Path headFile)
      throws IOException {
    OfficialWeights official =
        OfficialWeights.head(entry.name(), OfficialWeights.HEAD_LAYERS).orElseThrow();
    if (headFile == null) {
      throw WeightsException.user(
          "head '%s' of %s needs its official classifier: put %s from %s into the folder of its weights, and register it, too"
              .formatted(Heads.PAPER, entry.name(), official.fileName(), official.url()));
    }
    DinoV2Head head = DinoV2Head.of(entry, headFile, TensorFile.read(headFile));
    if (head.layers() != OfficialWeights.HEAD_LAYERS) {
      throw WeightsException.user(
          "%s: the classifier over %d block; head '%s' of %s needs the one over %d: %s"
              .formatted(
                  headFile,
                  head.layers(),
                  Heads.PAPER,
                  entry.name(),
                  OfficialWeights.HEAD_LAYERS,
                  official.fileName()));
    }
    return head;
  }

  /** As {@link #random(String, String, NDManager)}, with the pooled feature. */
  public static Backbone random(String name, NDManager manager) {
    return random(name, Heads.LINEAR, manager);
  }

  /**
   * The part of a network below a head, with random values that depend on the backbone's name
   * alone: the distributions of the official constructor, and the same numbers in every run and on
   * every machine.
   */
  public static Backbone random(String name, String head, NDManager manager) {
    Backbone backbone = build(name, head);
    backbone.initialise(manager, key -> CounterRandom.of("assay/" + name + "/" + key));
    return backbone;
  }
}
