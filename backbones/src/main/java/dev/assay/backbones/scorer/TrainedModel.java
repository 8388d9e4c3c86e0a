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
import dev.assay.contracts.file.PixelsFile;
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
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;

/** A trained model that computes the probability of each class for images. */
final class TrainedModel {
  private final ScorerJob job;
  private final ModelManifest model;
  private final Path featuresFile;
  private final Torch torch;
  private final EventLog events;
  private final String built;

  /**
   * @param featuresFile where features are kept that are computed for it
   */
  TrainedModel(
      ScorerJob job, ModelManifest model, Path featuresFile, Torch torch, EventLog events) {
    this.job = job;
    this.model = model;
    this.featuresFile = featuresFile;
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
  double[][] probabilities(List<SplitManifest.Entry> entries, PixelsFile pixels, IntConsumer done)
      throws IOException {
    return model.run().frozen()
        ? ofFeatures(entries, pixels, done)
        : ofImages(entries, pixels, done);
  }

  private double[][] ofImages(
      List<SplitManifest.Entry> entries, PixelsFile pixels, IntConsumer done) throws IOException {
    Backbone backbone = Backbones.build(model.run().backbone(), built);
    Classifier classifier =
        new Classifier(backbone, Heads.build(built, backbone, model.classes().size()));
    load(classifier, classifier.shapes().keySet());
    return apply(classifier, new PixelSamples(pixels, entries, model.run().preprocessing()), done);
  }

  /**
   * The features of a frozen backbone are the same for every head and seed, so they are computed
   * once and kept; where all are known the backbone is not even read.
   */
  private double[][] ofFeatures(
      List<SplitManifest.Entry> entries, PixelsFile pixels, IntConsumer done) throws IOException {
    WeightsChoice imported = model.run().imported();
    if (imported != null) {
      int length = Objects.requireNonNull(imported.model()).featureSize();
      Features features = file().require(length, View.centres(entries));
      boolean votes = model.run().head().equals(FrozenRecipe.KNN);
      int classes = model.classes().size();
      Optional<Head> head =
          votes ? Optional.empty() : Optional.of(Heads.onFeatures(built, length, classes));
      Set<String> keys = head.map(h -> Set.copyOf(h.shapes().keySet())).orElse(Neighbours.KEYS);
      return onFeatures(new FeatureSamples(entries, features), head, keys, done);
    }
    Backbone backbone = Backbones.build(model.run().backbone(), built);
    boolean neighbours = model.run().head().equals(FrozenRecipe.KNN);
    Set<String> keys = new HashSet<>(backbone.shapes().keySet());
    Optional<Head> head =
        neighbours
            ? Optional.empty()
            : Optional.of(Heads.build(built, backbone, model.classes().size()));
    keys.addAll(head.map(h -> h.shapes().keySet()).orElse(Neighbours.KEYS));
    Features features =
        file()
            .complete(
                backbone.featureSize(),
                () -> load(backbone, keys),
                pixels,
                model.run().preprocessing(),
                View.centres(entries),
                torch.manager(),
                Pass.evaluation(job.form()),
                events);
    return onFeatures(new FeatureSamples(entries, features), head, keys, done);
  }

  private FeatureFile file() {
    return new FeatureFile(
        job.featuresFile() == null ? null : Path.of(job.featuresFile()), featuresFile);
  }

  /**
   * @param head absent: the neighbours vote
   * @param keys that the file may have
   */
  private double[][] onFeatures(
      FeatureSamples samples, Optional<Head> head, Set<String> keys, IntConsumer done)
      throws IOException {
    if (head.isPresent()) {
      return apply(load(head.get(), keys), samples, done);
    }
    Neighbours votes = Neighbours.read(tensors(keys), samples.length(), model.classes().size());
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
        all[i] = softmax(logits, 0, classes);
      }
      done.accept(i + 1);
    }
    return all;
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
