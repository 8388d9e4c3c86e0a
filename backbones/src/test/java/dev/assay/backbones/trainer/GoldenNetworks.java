// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.weights.Tensor;
import java.util.AbstractMap;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Builds the networks of a golden file and fills them. The file names tensors by state dict: {@code
 * state} or {@code backbone}, for DINOv2 {@code linear4_head} and {@code linear_head}; new heads
 * are {@code head.*}, wherever they are in ours.
 */
final class GoldenNetworks {
  private static final int IMAGENET = 1000;
  private static final int CLASSES = 3;

  private final GoldenJson golden;
  private final NDManager manager;

  GoldenNetworks(GoldenJson golden, NDManager manager) {
    this.golden = golden;
    this.manager = manager;
  }

  /** Of a new head on a backbone, with values. */
  record Tuned(Classifier classifier, boolean linear, String head) {
    /** The golden name of a key of ours. */
    String golden(String key) {
      String official = classifier.backbone().classifier() + ".";
      return linear && key.startsWith(official) ? "head." + key.substring(official.length()) : key;
    }
  }

  private boolean isBackbone(String id) {
    return id.equals("state") || id.equals("backbone");
  }

  /** Whether a state dict is all that {@link #stateDict} builds for it. */
  boolean isWhole(String id) {
    return isBackbone(id);
  }

  private static int layers(String id) {
    return switch (id) {
      case "linear4_head" -> 4;
      case "linear_head" -> 1;
      default -> throw new IllegalArgumentException("unknown state dict '" + id + "'");
    };
  }

  /** What holds a state dict, without values. */
  NamedBlock stateDict(String id) {
    if (!isBackbone(id)) {
      return Backbones.buildWithClassifier(golden.model(), layers(id));
    }
    Backbone backbone = Backbones.build(golden.model());
    return backbone.entry().inventory().hasClassifier()
        ? new Classifier(backbone, Heads.build(Heads.LINEAR, backbone, IMAGENET))
        : backbone;
  }

  /** Our names of the keys of a state dict. */
  Map<String, String> ours(String id, Collection<String> keys) {
    Map<String, String> ours = new LinkedHashMap<>();
    keys.forEach(key -> ours.put(key, isBackbone(id) ? key : "linear_head." + key));
    return ours;
  }

  /**
   * The official network with 1000 logits.
   *
   * @param layers of DINOv2's classifier; else 0
   */
  NamedBlock logits(int layers) {
    if (golden.isDinoV2()) {
      Backbone network = Backbones.buildWithClassifier(golden.model(), layers);
      String head = layers == 4 ? "linear4_head" : "linear_head";
      return filled(network, key -> official(key, head));
    }
    Backbone backbone = Backbones.build(golden.model());
    NamedBlock network = backbone;
    if (backbone.entry().inventory().hasClassifier()) {
      network = new Classifier(backbone, Heads.build(Heads.LINEAR, backbone, IMAGENET));
    } else if (golden.isDinoV3()) {
      network = new ClassToken(backbone);
    }
    return filled(network, key -> new Source("state", key));
  }

  /** What the official forward pass of DINOv3 returns: the first half of our feature. */
  private static final class ClassToken extends NamedBlock {
    private final Backbone backbone;

    ClassToken(Backbone backbone) {
      this.backbone = part(backbone);
    }

    @Override
    public NDArray apply(Pass pass, NDArray images) {
      try (NDArray feature = backbone.apply(pass, images)) {
        return feature.get(":, :" + backbone.featureSize() / 2);
      }
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return new Shape[] {new Shape(inputShapes[0].get(0), backbone.featureSize() / 2)};
    }
  }

  /** A backbone with a new head, by the head's id. */
  Tuned tuned(String head) {
    boolean linear = !head.equals("head_lc");
    String ourHead = linear ? Heads.LINEAR : Heads.PAPER;
    Backbone backbone = Backbones.build(golden.model(), ourHead);
    Classifier classifier = new Classifier(backbone, Heads.build(ourHead, backbone, CLASSES));
    Tuned tuned = new Tuned(classifier, linear, head);
    refill(tuned, classifier);
    return tuned;
  }

  /** Gives a network its first values again, or its head alone. */
  void refill(Tuned tuned, NamedBlock part) {
    Set<String> headKeys = tuned.classifier().head().shapes().keySet();
    filled(
        part,
        key ->
            headKeys.contains(key)
                ? new Source(tuned.head(), tuned.golden(key))
                : official(key, "linear4_head"));
  }

  private Source official(String key, String linearHead) {
    if (!golden.isDinoV2()) {
      return new Source("state", key);
    }
    return key.startsWith("linear_head.")
        ? new Source(linearHead, key.substring("linear_head.".length()))
        : new Source("backbone", key);
  }

  /** Where a tensor's values are made from. */
  private record Source(String id, String key) {}

  private <B extends NamedBlock> B filled(B network, Function<String, Source> sources) {
    network.load(manager, new Made(network, sources));
    return network;
  }

  /** Makes each tensor when it is read: a whole network on the heap would be large. */
  private final class Made extends AbstractMap<String, Tensor> {
    private final NamedBlock network;
    private final Function<String, Source> sources;

    Made(NamedBlock network, Function<String, Source> sources) {
      this.network = network;
      this.sources = sources;
    }

    @Override
    public @Nullable Tensor get(Object name) {
      String key = (String) name;
      if (key.endsWith("num_batches_tracked")) {
        return Tensor.of(key, 0);
      }
      Source source = sources.apply(key);
      List<Long> shape = network.shapes().get(key);
      if (Formula.isFixed(golden.rules(), source.key(), shape)) {
        double[] values = golden.fixed(source.key());
        float[] floats = new float[values.length];
        for (int i = 0; i < values.length; i++) {
          floats[i] = (float) values[i];
        }
        return values.length == 0 ? null : Tensor.of(key, shape, floats);
      }
      return Formula.tensor(golden.rules(), golden.prefix(source.id()), source.key(), key, shape);
    }

    @Override
    public Set<Entry<String, Tensor>> entrySet() {
      throw new UnsupportedOperationException();
    }
  }
}
