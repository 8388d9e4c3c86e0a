package dev.assay.backbones.trainer;

import dev.assay.backbones.Backbone;
import dev.assay.backbones.BackboneException;
import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.Head;
import dev.assay.backbones.Heads;
import dev.assay.backbones.NamedBlock;
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
import dev.assay.contracts.Checkpoint;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.ModelManifest.Epoch;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.WeightsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One run: from a job to two saved models, one per {@link Checkpoint}. */
final class Trainer {
  static final String RESULT = "result.json";
  private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(1);
  private static final String FEATURES = "features.safetensors";

  private final TrainerJob job;
  private final EventLog events;
  private final Scratch scratch;
  private final SplitManifest manifest;
  private final List<SplitManifest.Entry> train;
  private final List<SplitManifest.Entry> validation;

  Trainer(TrainerJob job, EventLog events) throws IOException {
    this.job = job;
    this.events = events;
    this.scratch = new Scratch(Path.of(job.scratch()), job.runKey());
    this.manifest = SplitManifest.read(Path.of(job.manifestFile()));
    this.train = manifest.train(job.subsetRatio());
    this.validation = manifest.part(Part.VALIDATION);
    if (train.isEmpty() || validation.isEmpty()) {
      throw new BackboneException(
          Actor.USER,
          "%d training and %d validation images; at least one of each is needed"
              .formatted(train.size(), validation.size()));
    }
  }

  /**
   * @return name of the result file
   */
  String run() throws IOException {
    long start = System.nanoTime();
    double cpuStart = Usage.cpuSeconds();
    new Meter(events, "preparing", 0, 1).images(0);
    try (Torch torch = Torch.start(job.threads(), job.device());
        PixelsFile pixels = PixelsFile.open(Path.of(job.pixelsFile()))) {
      Backbone backbone = backbone(torch);
      Head head = head(backbone);
      head.initialise(torch.manager(), job.seed());
      Classifier classifier = new Classifier(backbone, head);

      String featuresFile = null;
      List<Epoch> history;
      NamedBlock trained;
      if (job.frozen()) {
        FrozenProof proof = new FrozenProof(backbone);
        Path given = job.featuresFile() == null ? null : Path.of(job.featuresFile());
        FeatureFile file = new FeatureFile(given, scratch.file(FEATURES));
        List<View> views = new ArrayList<>(View.centres(train));
        views.addAll(View.centres(validation));
        Features features =
            file.complete(backbone, pixels, job.preprocessing(), views, torch.manager(), events);
        trained = head;
        history =
            fitHead(
                torch,
                head,
                new FeatureSamples(train, features),
                new FeatureSamples(validation, features));
        proof.verify();
        featuresFile = file.isComputed() ? FEATURES : null;
      } else {
        trained = classifier;
        history =
            fit(
                torch,
                classifier,
                new PixelSamples(pixels, train, job.preprocessing()),
                new PixelSamples(pixels, validation, job.preprocessing()));
      }

      Map<Checkpoint, TrainerResult.Saved> saved = new EnumMap<>(Checkpoint.class);
      for (Checkpoint which : Checkpoint.values()) {
        saved.put(which, save(which, torch, classifier, trained.size(), history));
      }
      TrainerResult result =
          new TrainerResult(
              saved,
              featuresFile,
              (System.nanoTime() - start) / 1e9,
              Usage.cpuSeconds() - cpuStart,
              Usage.peakMemoryBytes());
      Files.writeString(scratch.file(RESULT), Json.writePretty(result));
      return RESULT;
    }
  }

  private Backbone backbone(Torch torch) throws IOException {
    return job.weightsFile() == null
        ? Backbones.random(job.backbone(), torch.manager())
        : Backbones.pretrained(job.backbone(), Path.of(job.weightsFile()), torch.manager());
  }

  private Head head(Backbone backbone) {
    try {
      return Heads.build(job.head(), backbone, manifest.classes().size());
    } catch (IllegalArgumentException e) {
      throw new BackboneException(Actor.USER, String.valueOf(e.getMessage()));
    }
  }

  /** In plain arithmetic where the head is one linear layer, else through the engine. */
  private List<Epoch> fitHead(
      Torch torch, Head head, FeatureSamples trainOn, FeatureSamples chooseOn) throws IOException {
    if (!LinearHeadLoop.fits(head, trainOn, job.recipe())) {
      return fit(torch, head, trainOn, chooseOn);
    }
    int epochs = job.recipe().epochs();
    Meter meter = new Meter(events, "training", epochs, (double) epochs * trainOn.size());
    return new LinearHeadLoop(
            head,
            trainOn,
            chooseOn,
            job.recipe(),
            job.seed(),
            scratch,
            meter,
            CHECKPOINT_EVERY.toNanos())
        .run();
  }

  private List<Epoch> fit(Torch torch, NamedBlock network, Samples trainOn, Samples chooseOn)
      throws IOException {
    int epochs = job.recipe().epochs();
    Meter meter = new Meter(events, "training", epochs, (double) epochs * trainOn.size());
    return new TrainingLoop(
            network,
            trainOn,
            chooseOn,
            job.recipe(),
            job.seed(),
            job.microBatch(),
            torch.manager(),
            scratch,
            meter)
        .run();
  }

  /** The whole classifier with the trained part as it was after the best epoch. */
  private TrainerResult.Saved save(
      Checkpoint which, Torch torch, Classifier classifier, long trainable, List<Epoch> history)
      throws IOException {
    Map<String, Tensor> best = scratch.readBest(which);
    List<Tensor> all = new ArrayList<>();
    for (Tensor tensor : classifier.state()) {
      all.add(best.getOrDefault(tensor.name(), tensor));
    }
    String name = which.label() + ".safetensors";
    Path file = scratch.file(name);
    Safetensors.write(file, all, Map.of("format", "pt"));
    Epoch epoch = best(which, history);
    return new TrainerResult.Saved(
        name,
        new ModelManifest(
            ModelManifest.FORMAT_VERSION,
            job.runKey(),
            job.backbone(),
            job.head(),
            job.frozen(),
            manifest.classes(),
            job.preprocessing(),
            job.recipe(),
            job.seed(),
            job.subsetRatio(),
            job.weightsSource(),
            job.weightsSha256(),
            job.threads(),
            torch.deviceClass(),
            torch.name(),
            which,
            epoch.epoch(),
            epoch.validationAccuracy(),
            epoch.validationLoss(),
            classifier.size(),
            trainable,
            WeightsFile.sha256(file),
            history,
            List.of()));
  }

  private static Epoch best(Checkpoint which, List<Epoch> history) {
    @Nullable Epoch best = null;
    for (Epoch epoch : history) {
      boolean better =
          best == null
              || switch (which) {
                case BEST_ACCURACY -> epoch.validationAccuracy() > best.validationAccuracy();
                case BEST_LOSS -> epoch.validationLoss() < best.validationLoss();
              };
      best = better ? epoch : best;
    }
    if (best == null) {
      throw new IllegalStateException("a run without epochs");
    }
    return best;
  }
}
