package dev.assay.backbones.scorer;

import ai.djl.ndarray.NDManager;
import dev.assay.backbones.Backbone;
import dev.assay.backbones.BackboneException;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.Heads;
import dev.assay.backbones.Pass;
import dev.assay.backbones.Torch;
import dev.assay.backbones.child.EventLog;
import dev.assay.backbones.child.Meter;
import dev.assay.backbones.child.Usage;
import dev.assay.backbones.data.PixelSamples;
import dev.assay.contracts.Actor;
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
import java.util.List;
import java.util.Map;

/** Scores the validation and the test images of a split with a trained model. */
final class Scorer {
  static final String RESULT = "result.json";

  private final ScorerJob job;
  private final EventLog events;
  private final ModelManifest model;
  private final SplitManifest manifest;
  private final Path scratch;

  Scorer(ScorerJob job, EventLog events) throws IOException {
    this.job = job;
    this.events = events;
    this.model = ModelManifest.read(Path.of(job.modelManifestFile()));
    this.manifest = SplitManifest.read(Path.of(job.manifestFile()));
    this.scratch = Files.createDirectories(Path.of(job.scratch()));
    if (!model.classes().equals(manifest.classes())) {
      throw new BackboneException(
          Actor.DEVELOPER,
          "the model knows the classes %s, the split has %s"
              .formatted(model.classes(), manifest.classes()));
    }
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
      Classifier classifier = classifier(torch.manager());
      Meter meter = new Meter(events, "scoring", 0, test.size() + validation.size());
      score(classifier, torch.manager(), pixels, test, 0, meter).write(scratch.resolve("test.csv"));
      score(classifier, torch.manager(), pixels, validation, test.size(), meter)
          .write(scratch.resolve("validation.csv"));
      ScorerResult result =
          new ScorerResult(
              "test.csv",
              "validation.csv",
              test.size() + validation.size(),
              (System.nanoTime() - start) / 1e9,
              Usage.cpuSeconds() - cpuStart,
              Usage.peakMemoryBytes());
      Files.writeString(scratch.resolve(RESULT), Json.writePretty(result));
      return RESULT;
    }
  }

  private Classifier classifier(NDManager manager) throws IOException {
    Backbone backbone = Backbones.build(model.backbone(), model.head());
    Classifier classifier =
        new Classifier(backbone, Heads.build(model.head(), backbone, model.classes().size()));
    Path file = Path.of(job.modelFile());
    Map<String, Tensor> tensors = TensorFile.read(file);
    checkKeys(classifier, tensors, file);
    classifier.load(manager, tensors);
    return classifier;
  }

  private static void checkKeys(Classifier classifier, Map<String, Tensor> tensors, Path file) {
    List<String> unexpected = new ArrayList<>(tensors.keySet());
    unexpected.removeAll(classifier.shapes().keySet());
    if (!unexpected.isEmpty()) {
      throw new BackboneException(
          Actor.DEVELOPER, "%s: unexpected keys %s".formatted(file, unexpected));
    }
  }

  private Predictions score(
      Classifier classifier,
      NDManager manager,
      PixelsFile pixels,
      List<SplitManifest.Entry> entries,
      int done,
      Meter meter)
      throws IOException {
    PixelSamples images = new PixelSamples(pixels, entries, model.preprocessing());
    int classes = model.classes().size();
    List<Predictions.Row> rows = new ArrayList<>();
    for (int[] batch : images.inOrder()) {
      try (NDManager step = manager.newSubManager()) {
        float[] logits =
            classifier.apply(Pass.EVALUATION, images.batch(step, batch)).toFloatArray();
        for (int i = 0; i < batch.length; i++) {
          SplitManifest.Entry entry = entries.get(batch[i]);
          rows.add(
              new Predictions.Row(
                  entry.image(),
                  entry.group(),
                  entry.label(),
                  softmax(logits, i * classes, classes)));
        }
      }
      meter.images(done + rows.size());
    }
    return new Predictions(model.classes(), rows);
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
