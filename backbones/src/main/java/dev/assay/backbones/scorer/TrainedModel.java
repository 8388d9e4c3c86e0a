// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import ai.djl.ndarray.NDManager;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.child.EventLog;
import dev.assay.backbones.data.FeatureFile;
import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.data.Features;
import dev.assay.backbones.data.PixelSamples;
import dev.assay.backbones.data.Samples;
import dev.assay.backbones.data.View;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.heads.Head;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.heads.Neighbours;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.Actor;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.PackedImages;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A trained model that computes the probability of each class for images. Its values are read when
 * they are first needed, and once.
 */
final class TrainedModel {
  private final ScorerJob job;
  private final ModelManifest model;
  private final Torch torch;
  private final EventLog events;
  private final String built;
  private @Nullable Classifier classifier;
  private @Nullable Backbone backbone;
  private @Nullable OnFeatures onFeatures;

  /**
   * Images to score.
   *
   * @param pixels of them, and perhaps of others
   * @param features where those are found and kept that a frozen backbone computes for them
   */
  record Images(List<SplitManifest.Entry> entries, PackedImages pixels, FeatureFile features) {}

  /** What follows a frozen backbone. */
  private interface OnFeatures {
    double[][] probabilities(FeatureSamples samples, IntConsumer done) throws IOException;
  }

  TrainedModel(ScorerJob job, ModelManifest model, Torch torch, EventLog events) {
    this.job = job;
    this.model = model;
    this.torch = torch;
    this.events = events;
    this.built =
        Heads.built(
            model.run().backbone(), model.run().head(), model.run().frozen(), model.run().recipe());
  }

  /**
   * @param done receives the number of images that are done
   * @return images x classes
   */
  double[][] probabilities(Images images, IntConsumer done) throws IOException {
    return model.run().frozen() ? ofFeatures(images, done) : ofImages(images, done);
  }

  private double[][] ofImages(Images images, IntConsumer done) throws IOException {
    Classifier network = classifier;
    if (network == null) {
      Backbone below = Backbones.build(model.run().backbone(), built);
      network = new Classifier(below, Heads.build(built, below, model.classes().size()));
      load(network, network.shapes().keySet());
      classifier = network;
    }
    return apply(
        network,
        new PixelSamples(images.pixels(), images.entries(), model.run().preprocessing()),
        done);
  }

  /**
   * The features of a frozen backbone are the same for every head and seed, so they are computed
   * once and kept; where all are known the backbone is not even read.
   */
  private double[][] ofFeatures(Images images, IntConsumer done) throws IOException {
    List<View> views = View.centres(images.entries());
    WeightsChoice imported = model.run().imported();
    if (imported != null) {
      int length = Objects.requireNonNull(imported.model()).featureSize();
      Features features = images.features().require(length, views);
      return head(Set.of(), length, () -> Heads.onFeatures(built, length, model.classes().size()))
          .probabilities(new FeatureSamples(images.entries(), features), done);
    }
    Backbone network = Backbones.build(model.run().backbone(), built);
    Set<String> keys = new HashSet<>(network.shapes().keySet());
    keys.addAll(headKeys(() -> Heads.build(built, network, model.classes().size())));
    Features features =
        images
            .features()
            .complete(
                network.featureSize(),
                () -> loaded(network, keys),
                images.pixels(),
                model.run().preprocessing(),
                views,
                torch.manager(),
                Pass.evaluation(job.form()),
                events);
    return head(
            network.shapes().keySet(),
            network.featureSize(),
            () -> Heads.build(built, network, model.classes().size()))
        .probabilities(new FeatureSamples(images.entries(), features), done);
  }

  /** The one that was read before, if any: so only one is in memory. */
  private Backbone loaded(Backbone network, Set<String> keys) throws IOException {
    if (backbone == null) {
      backbone = load(network, keys);
    }
    return backbone;
  }

  private boolean votes() {
    return model.run().head().equals(FrozenRecipe.KNN);
  }

  private Set<String> headKeys(Supplier<Head> head) {
    return votes() ? Neighbours.KEYS : head.get().shapes().keySet();
  }

  /**
   * @param below further keys that the file may have
   * @param length of the features
   */
  private OnFeatures head(Set<String> below, int length, Supplier<Head> head) throws IOException {
    OnFeatures known = onFeatures;
    if (known != null) {
      return known;
    }
    Set<String> keys = new HashSet<>(below);
    keys.addAll(headKeys(head));
    if (votes()) {
      Neighbours votes = Neighbours.read(tensors(keys), length, model.classes().size());
      known = (samples, done) -> votes(votes, samples, done);
    } else {
      Head network = load(head.get(), keys);
      known = (samples, done) -> apply(network, samples, done);
    }
    onFeatures = known;
    return known;
  }

  private static double[][] votes(Neighbours votes, FeatureSamples samples, IntConsumer done)
      throws IOException {
    double[][] all = new double[samples.size()][];
    float[] row = new float[samples.length()];
    for (int i = 0; i < all.length; i++) {
      samples.row(i, 0, row);
      all[i] = votes.probabilities(row);
      done.accept(i + 1);
    }
    return all;
  }

  /**
   * @param keys that the file may have
   */
  private <B extends NamedBlock> B load(B network, Set<String> keys) throws IOException {
    network.load(torch.manager(), tensors(keys));
    return network;
  }

  private Map<String, Tensor> tensors(Set<String> keys) throws IOException {
    Path file = Path.of(job.modelFile());
    Map<String, Tensor> tensors = new LinkedHashMap<>(TensorFile.read(file));
    if (job.backboneFile() != null) {
      tensors.putAll(TensorFile.read(Path.of(job.backboneFile())));
    }
    List<String> unexpected = tensors.keySet().stream().filter(k -> !keys.contains(k)).toList();
    if (!unexpected.isEmpty()) {
      throw new BackboneException(
          Actor.DEVELOPER, "%s: unexpected keys %s".formatted(file, unexpected));
    }
    return tensors;
  }

  /**
   * Each image is passed alone. In the last bits the output for an image depends on the others in
   * its batch, and these would depend on which predictions are stored already. It costs a tenth of
   * the speed.
   */
  private double[][] apply(NamedBlock network, Samples samples, IntConsumer done)
      throws IOException {
    int classes = model.classes().size();
    double[][] all = new double[samples.size()][];
    for (int i = 0; i < all.length; i++) {
      try (NDManager step = torch.manager().newSubManager()) {
        int[] alone = {i};
        float[] logits =
            network.apply(Pass.evaluation(job.form()), samples.batch(step, alone)).toFloatArray();
        all[i] = model.isOfFindings() ? sigmoid(logits) : softmax(logits, 0, classes);
      }
      done.accept(i + 1);
    }
    return all;
  }

  /** In float64, each for itself. */
  static double[] sigmoid(float[] logits) {
    double[] p = new double[logits.length];
    for (int k = 0; k < p.length; k++) {
      double e = Math.exp(-Math.abs(logits[k]));
      p[k] = logits[k] >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
    return p;
  }

  /** In float64, so that probabilities sum to one and ties in float32 stay ties. */
  static double[] softmax(float[] logits, int from, int classes) {
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      max = Math.max(max, logits[from + k]);
    }
    double[] p = new double[classes];
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      p[k] = Math.exp(logits[from + k] - max);
      sum += p[k];
    }
    for (int k = 0; k < classes; k++) {
      p[k] /= sum;
    }
    return p;
  }
}
