package dev.assay.backbones.scorer;

import ai.djl.ndarray.NDManager;
import dev.assay.backbones.Backbone;
import dev.assay.backbones.BackboneException;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.Head;
import dev.assay.backbones.Heads;
import dev.assay.backbones.NamedBlock;
import dev.assay.backbones.Neighbours;
import dev.assay.backbones.Pass;
import dev.assay.backbones.Torch;
import dev.assay.backbones.child.EventLog;
import dev.assay.backbones.child.Meter;
import dev.assay.backbones.child.Usage;
import dev.assay.backbones.data.FeatureFile;
import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.data.Features;
import dev.assay.backbones.data.PixelSamples;
import dev.assay.backbones.data.Samples;
import dev.assay.backbones.data.View;
import dev.assay.contracts.Actor;
import dev.assay.contracts.FrozenRecipe;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.job.ScorerResult;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.IntConsumer;

/** Scores the validation and the test images of a split with a trained model. */
final class Scorer {
  static final String RESULT = "result.json";
  private static final String FEATURES = "features.safetensors";

  private final ScorerJob job;
  private final EventLog events;
  private final ModelManifest model;
  private final SplitManifest manifest;
  private final Path scratch;
  private final String built;
  private final KnownPredictions known;

  Scorer(ScorerJob job, EventLog events) throws IOException {
    this.job = job;
    this.events = events;
    this.model = ModelManifest.read(Path.of(job.modelManifestFile()));
    this.built = Heads.built(model.backbone(), model.head(), model.frozen(), model.recipe());
    this.manifest = SplitManifest.read(Path.of(job.manifestFile()));
    this.scratch = Files.createDirectories(Path.of(job.scratch()));
    if (!model.classes().equals(manifest.classes())) {
      throw new BackboneException(
          Actor.DEVELOPER,
          "the model knows the classes %s, the split has %s"
              .formatted(model.classes(), manifest.classes()));
    }
    this.known =
        job.knownFile() == null
            ? KnownPredictions.none()
            : KnownPredictions.read(Path.of(job.knownFile()), model.classes());
  }

  /**
   * @return name of the result file
   */
  String run() throws IOException {
    long start = System.nanoTime();
    double cpuStart = Usage.cpuSeconds();
    new Meter(events, "preparing", 0, 1).images(0);
    List<SplitManifest.Entry> test = manifest.part(Part.TEST);
    List<SplitManifest.Entry> validation = manifest.part(Part.VALIDATION);
    try (Torch torch = Torch.start(job.threads(), job.device());
        PixelsFile pixels = PixelsFile.open(Path.of(job.pixelsFile()))) {
      List<SplitManifest.Entry> asked = known.missing(test, validation);
      double[][] said = asked.isEmpty() ? new double[0][] : ask(asked, torch, pixels);
      KnownPredictions all = known.and(asked, said);
      double[][] ofTest = all.of(test);
      double[][] ofValidation = all.of(validation);
      Optional<Calibration> calibration =
          Calibration.fit(model, manifest, validation, ofValidation);
      write("test.csv", test, ofTest, calibration);
      write("validation.csv", validation, ofValidation, calibration);
      OptionalDouble temperature =
          calibration.map(Calibration::temperature).orElse(OptionalDouble.empty());
      ScorerResult result =
          new ScorerResult(
              "test.csv",
              "validation.csv",
              test.size() + validation.size(),
              (System.nanoTime() - start) / 1e9,
              Usage.cpuSeconds() - cpuStart,
              Usage.peakMemoryBytes(),
              Files.exists(scratch.resolve(FEATURES)) ? FEATURES : null,
              temperature.isPresent() ? temperature.getAsDouble() : null,
              known.isEmpty() ? null : test.size() + validation.size() - asked.size());
      Files.writeString(scratch.resolve(RESULT), Json.writePretty(result));
      return RESULT;
    }
  }

  /** Says how probable each class is for each of some images. */
  private interface Model {
    /**
     * @param done is told how many are
     * @return images x classes
     */
    double[][] probabilities(List<SplitManifest.Entry> entries, IntConsumer done)
        throws IOException;
  }

  private double[][] ask(List<SplitManifest.Entry> entries, Torch torch, PixelsFile pixels)
      throws IOException {
    Model scored = model.frozen() ? onFeatures(torch, pixels, entries) : onImages(torch, pixels);
    Meter meter = new Meter(events, "scoring", 0, entries.size());
    return scored.probabilities(entries, n -> meter.images(n));
  }

  private Model onImages(Torch torch, PixelsFile pixels) throws IOException {
    Backbone backbone = Backbones.build(model.backbone(), built);
    Classifier classifier =
        new Classifier(backbone, Heads.build(built, backbone, model.classes().size()));
    load(classifier, torch.manager(), classifier.shapes().keySet());
    return (entries, done) ->
        apply(classifier, new PixelSamples(pixels, entries, model.preprocessing()), torch, done);
  }

  /**
   * The features of a frozen backbone are the same for every head and seed, so they are computed
   * once and kept; where all are known the backbone is not even read.
   */
  private Model onFeatures(Torch torch, PixelsFile pixels, List<SplitManifest.Entry> entries)
      throws IOException {
    Backbone backbone = Backbones.build(model.backbone(), built);
    boolean neighbours = model.head().equals(FrozenRecipe.KNN);
    Set<String> keys = new HashSet<>(backbone.shapes().keySet());
    Optional<Head> head =
        neighbours
            ? Optional.empty()
            : Optional.of(Heads.build(built, backbone, model.classes().size()));
    keys.addAll(head.map(h -> h.shapes().keySet()).orElse(Neighbours.KEYS));
    Features features =
        new FeatureFile(
                job.featuresFile() == null ? null : Path.of(job.featuresFile()),
                scratch.resolve(FEATURES))
            .complete(
                backbone.featureSize(),
                () -> load(backbone, torch.manager(), keys),
                pixels,
                model.preprocessing(),
                View.centres(entries),
                torch.manager(),
                events);
    if (head.isPresent()) {
      Head loaded = load(head.get(), torch.manager(), keys);
      return (some, done) -> apply(loaded, new FeatureSamples(some, features), torch, done);
    }
    Neighbours votes =
        Neighbours.read(tensors(keys), backbone.featureSize(), model.classes().size());
    return (some, done) -> {
      FeatureSamples samples = new FeatureSamples(some, features);
      double[][] all = new double[samples.size()][];
      float[] row = new float[samples.length()];
      for (int i = 0; i < all.length; i++) {
        samples.row(i, 0, row);
        all[i] = votes.probabilities(row);
        done.accept(i + 1);
      }
      return all;
    };
  }

  /**
   * @param keys that the file may have
   */
  private <B extends NamedBlock> B load(B network, NDManager manager, Set<String> keys)
      throws IOException {
    network.load(manager, tensors(keys));
    return network;
  }

  private Map<String, Tensor> tensors(Set<String> keys) throws IOException {
    Path file = Path.of(job.modelFile());
    Map<String, Tensor> tensors = TensorFile.read(file);
    List<String> unexpected = tensors.keySet().stream().filter(k -> !keys.contains(k)).toList();
    if (!unexpected.isEmpty()) {
      throw new BackboneException(
          Actor.DEVELOPER, "%s: unexpected keys %s".formatted(file, unexpected));
    }
    return tensors;
  }

  /**
   * Each image is passed alone: in the last bits, what a network says of an image depends on the
   * others in its batch, and those would depend on what is known already. It costs a tenth.
   */
  private double[][] apply(NamedBlock network, Samples samples, Torch torch, IntConsumer done)
      throws IOException {
    int classes = model.classes().size();
    double[][] all = new double[samples.size()][];
    for (int i = 0; i < all.length; i++) {
      try (NDManager step = torch.manager().newSubManager()) {
        int[] alone = {i};
        float[] logits = network.apply(Pass.EVALUATION, samples.batch(step, alone)).toFloatArray();
        all[i] = softmax(logits, 0, classes);
      }
      done.accept(i + 1);
    }
    return all;
  }

  private void write(
      String name,
      List<SplitManifest.Entry> entries,
      double[][] probabilities,
      Optional<Calibration> calibration)
      throws IOException {
    List<double[]> calibrated =
        entries.isEmpty() || calibration.isEmpty()
            ? List.of()
            : calibration.get().apply(probabilities);
    List<Predictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < probabilities.length; i++) {
      SplitManifest.Entry entry = entries.get(i);
      rows.add(
          new Predictions.Row(
              entry.image(),
              entry.group(),
              entry.label(),
              probabilities[i],
              calibrated.isEmpty() ? null : calibrated.get(i)));
    }
    new Predictions(model.classes(), rows).write(scratch.resolve(name));
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
