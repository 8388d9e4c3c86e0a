// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.Backbones;
import dev.assay.backbones.Classifier;
import dev.assay.backbones.child.EventLog;
import dev.assay.backbones.child.Meter;
import dev.assay.backbones.child.Usage;
import dev.assay.backbones.data.AugmentedSamples;
import dev.assay.backbones.data.FeatureFile;
import dev.assay.backbones.data.FeatureSamples;
import dev.assay.backbones.data.Features;
import dev.assay.backbones.data.PixelSamples;
import dev.assay.backbones.data.Samples;
import dev.assay.backbones.data.View;
import dev.assay.backbones.engine.BackboneException;
import dev.assay.backbones.engine.CounterRandom;
import dev.assay.backbones.engine.Torch;
import dev.assay.backbones.heads.Head;
import dev.assay.backbones.heads.Heads;
import dev.assay.backbones.layers.NamedBlock;
import dev.assay.backbones.layers.NoLayers;
import dev.assay.backbones.layers.Pass;
import dev.assay.backbones.networks.Backbone;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Json;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.file.TrainingManifest;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.recipe.Augmentation;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Lora;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One run: from a job to two saved models, one per {@link Checkpoint}. */
final class Trainer {
  static final String RESULT = "result.json";
  private static final Duration CHECKPOINT_EVERY = Duration.ofSeconds(1);
  private static final String FEATURES = "features.safetensors";

  private final TrainerJob job;
  private final EventLog events;
  private final Scratch scratch;
  private final TrainingManifest manifest;
  private final List<SplitManifest.Entry> train;
  private final List<SplitManifest.Entry> validation;
  private final String built;

  Trainer(TrainerJob job, EventLog events) throws IOException {
    this.job = job;
    this.events = events;
    this.scratch =
        new Scratch(Path.of(job.files().scratch()), job.run().runKey(), job.microBatch());
    this.manifest = TrainingManifest.read(Path.of(job.files().manifestFile()));
    this.train = manifest.train(job.run().subsetRatio());
    this.validation = manifest.validation();
    this.built =
        Heads.built(job.run().backbone(), job.run().head(), job.run().frozen(), job.run().recipe());
    if (train.isEmpty() || validation.isEmpty()) {
      throw new BackboneException(
          Actor.USER,
          "%d training and %d validation images; at least one of each is needed"
              .formatted(train.size(), validation.size()));
    }
    if (job.run().frozen() && job.run().recipe().augmentation() != null) {
      throw new BackboneException(
          Actor.USER,
          "recipe.augment must be none where the backbone is frozen, not '%s'"
              .formatted(job.run().recipe().augment()));
    }
    if (manifest.hasFindings()) {
      refuseWhatHasNoMeaningForFindings();
    }
    if (!job.run().frozen() && FrozenRecipe.isSolved(job.run().head())) {
      throw new BackboneException(
          Actor.USER,
          "head '%s' is made on the features of a frozen backbone and cannot be fine-tuned"
              .formatted(job.run().head()));
    }
  }

  private void refuseWhatHasNoMeaningForFindings() {
    if (job.run().head().equals(FrozenRecipe.KNN)
        || job.run().recipe().loss() != null
        || job.run().recipe().hasReplicationSwitches()) {
      throw new BackboneException(
          Actor.USER,
          "head knn, class weights, label smoothing and replication switches have no meaning where"
              + " images have several findings");
    }
  }

  /**
   * @return name of the result file
   */
  String run() throws IOException {
    Spending spending = Spending.start(scratch.file(Spending.FILE));
    new Meter(events, "preparing", 0, 1).images(0);
    try (Torch torch = Torch.start(job.run().threads(), job.device());
        PixelsFile pixels =
            PixelsFile.openForTraining(
                Path.of(job.files().pixelsFile()), manifest, job.run().subsetRatio())) {
      Trained trained = train(torch, pixels, spending);
      SavedModels models = new SavedModels(job, manifest, scratch, torch);
      Map<Checkpoint, TrainerResult.Saved> saved = new EnumMap<>(Checkpoint.class);
      for (Checkpoint which : Checkpoint.values()) {
        saved.put(which, models.save(which, trained, spending.total()));
      }
      TrainerResult result =
          new TrainerResult(
              saved,
              trained.featuresFile(),
              spending.seconds(),
              spending.cpuSeconds(),
              Usage.peakMemoryBytes());
      Files.writeString(scratch.file(RESULT), Json.writePretty(result));
      return RESULT;
    }
  }

  private Trained train(Torch torch, PixelsFile pixels, Spending spending) throws IOException {
    WeightsChoice imported = job.run().imported();
    if (imported != null) {
      return trainOnFeatures(Objects.requireNonNull(imported.model()), torch, spending);
    }
    Backbone backbone = backbone(torch);
    Torch.unmapUnused();
    return job.run().frozen()
        ? trainHead(backbone, torch, pixels, spending)
        : fineTune(backbone, torch, pixels, spending);
  }

  /** A head on features of a model that no part of this process knows. */
  private Trained trainOnFeatures(ImportedModel model, Torch torch, Spending spending)
      throws IOException {
    FeatureFile file = features();
    List<View> views = new ArrayList<>(View.centres(train));
    views.addAll(View.centres(validation));
    Features features = file.require(model.featureSize(), views);
    FeatureSamples trainOn = new FeatureSamples(train, features);
    FeatureSamples chooseOn = new FeatureSamples(validation, features);
    String computed = file.isComputed() ? FEATURES : null;
    int classes = manifest.classes().size();
    if (job.run().head().equals(FrozenRecipe.KNN)) {
      Meter meter = new Meter(events, "training", 1, trainOn.size());
      return new Trained(
          new NoLayers(), 0, NeighbourVotes.run(trainOn, chooseOn, classes, meter), computed, null);
    }
    Head head = Heads.onFeatures(built, model.featureSize(), classes);
    head.initialise(torch.manager(), job.run().seed());
    Fitted fitted = fitHead(torch, head, trainOn, chooseOn, spending);
    return new Trained(head, head.size(), fitted, computed, null);
  }

  private FeatureFile features() {
    Path given = job.files().featuresFile() == null ? null : Path.of(job.files().featuresFile());
    return new FeatureFile(given, scratch.file(FEATURES));
  }

  /** A head on the features of a frozen backbone, which is proven not to have changed. */
  private Trained trainHead(Backbone backbone, Torch torch, PixelsFile pixels, Spending spending)
      throws IOException {
    FrozenProof proof = new FrozenProof(backbone);
    FeatureFile file = features();
    int viewsOfEach = job.run().recipe().onFeatures().viewCount();
    List<View> views = new ArrayList<>(View.of(train, viewsOfEach));
    views.addAll(View.centres(validation));
    Features features =
        file.complete(
            backbone.featureSize(),
            () -> backbone,
            pixels,
            job.run().preprocessing(),
            views,
            torch.manager(),
            Pass.evaluation(job.run().form()),
            events);
    FeatureSamples trainOn = new FeatureSamples(train, features, viewsOfEach, job.run().seed());
    FeatureSamples chooseOn = new FeatureSamples(validation, features);
    NamedBlock network = backbone;
    Fitted fitted;
    if (job.run().head().equals(FrozenRecipe.KNN)) {
      Meter meter = new Meter(events, "training", 1, trainOn.size());
      fitted = NeighbourVotes.run(trainOn, chooseOn, manifest.classes().size(), meter);
    } else {
      Head head = head(backbone, torch);
      network = new Classifier(backbone, head);
      fitted = fitHead(torch, head, trainOn, chooseOn, spending);
    }
    proof.verify();
    String computed = file.isComputed() ? FEATURES : null;
    return new Trained(
        network, network.size() - backbone.size(), fitted, computed, backbone.tensors());
  }

  private Trained fineTune(Backbone backbone, Torch torch, PixelsFile pixels, Spending spending)
      throws IOException {
    Adaptation adaptation = job.run().recipe().adaptation();
    if (adaptation != null) {
      adapt(backbone, adaptation, torch);
    }
    String fixed = backbone.fixedHash();
    Classifier network = new Classifier(backbone, head(backbone, torch));
    PixelSamples chooseOn = new PixelSamples(pixels, validation, job.run().preprocessing());
    Fitted fitted = fit(torch, network, trainingImages(pixels), chooseOn, spending);
    if (!backbone.fixedHash().equals(fixed)) {
      throw new BackboneException(Actor.DEVELOPER, "a part of the backbone changed that stays");
    }
    long trained =
        adaptation == null
            ? network.size()
            : network.learned().stream().mapToLong(learned -> learned.values().size()).sum();
    return new Trained(network, trained, fitted, null, null);
  }

  /** Restricts training to a part of the backbone. */
  private void adapt(Backbone backbone, Adaptation adaptation, Torch torch) {
    try {
      backbone.fixAllBut(backbone.entry().trained(adaptation));
      Lora lora = adaptation.lora();
      if (lora != null) {
        String seed = "assay/lora/" + job.run().seed() + "/";
        backbone.addLowRank(
            torch.manager(),
            backbone.entry().adapted(lora),
            lora.rank(),
            lora.scale(),
            key -> CounterRandom.of(seed + key));
      }
    } catch (IllegalArgumentException e) {
      throw new BackboneException(Actor.USER, String.valueOf(e.getMessage()));
    }
  }

  private Backbone backbone(Torch torch) throws IOException {
    if (job.files().weightsFile() == null) {
      return Backbones.random(job.run().backbone(), built, torch.manager());
    }
    Path head =
        job.files().headWeightsFile() == null ? null : Path.of(job.files().headWeightsFile());
    Path weights = Path.of(job.files().weightsFile());
    return Backbones.pretrained(job.run().backbone(), built, weights, head, torch.manager());
  }

  /** With its initial values. */
  private Head head(Backbone backbone, Torch torch) throws IOException {
    try {
      Head head = Heads.build(built, backbone, manifest.classes().size());
      head.initialise(torch.manager(), job.run().seed());
      if (built.equals(Heads.WHOLE_CLASSIFIER) && job.files().weightsFile() != null) {
        head.startFrom(torch.manager(), TensorFile.read(Path.of(job.files().weightsFile())));
      }
      return head;
    } catch (IllegalArgumentException e) {
      throw new BackboneException(Actor.USER, String.valueOf(e.getMessage()));
    }
  }

  /** In plain arithmetic where the recipe needs no more, else through the engine. */
  private Fitted fitHead(
      Torch torch, Head head, FeatureSamples trainOn, FeatureSamples chooseOn, Spending spending)
      throws IOException {
    if (job.run().head().equals(FrozenRecipe.LOGISTIC)) {
      int classes = manifest.classes().size();
      int searches = manifest.hasFindings() ? classes : 1;
      int penalties = searches * job.run().recipe().onFeatures().grid().size();
      double passes = (double) penalties * trainOn.size();
      Meter meter = new Meter(events, "training", penalties, passes);
      if (manifest.hasFindings()) {
        return FindingRegressions.run(
            head, trainOn, chooseOn, job.run().recipe(), manifest.classes(), meter);
      }
      return PenaltySearch.run(head, trainOn, chooseOn, job.run().recipe(), classes, meter);
    }
    if (!LinearHeadLoop.fits(head, trainOn, job.run().recipe())) {
      return fit(torch, head, trainOn, chooseOn, spending);
    }
    int epochs = job.run().recipe().epochs();
    Meter meter = new Meter(events, "training", epochs, (double) epochs * trainOn.size());
    Attempt attempt = new Attempt(torch.manager(), scratch, meter, spending);
    return Trials.ofOne(
        job.run().recipe(),
        scratch,
        new LinearHeadLoop(
                head,
                trainOn,
                chooseOn,
                job.run().recipe(),
                job.run().seed(),
                attempt,
                CHECKPOINT_EVERY.toNanos())
            .run());
  }

  private Samples trainingImages(PixelsFile pixels) {
    Augmentation augmentation = job.run().recipe().augmentation();
    return augmentation == null
        ? new PixelSamples(pixels, train, job.run().preprocessing())
        : new AugmentedSamples(
            pixels, train, job.run().preprocessing(), augmentation, job.run().seed());
  }

  private Fitted fit(
      Torch torch, NamedBlock network, Samples trainOn, Samples chooseOn, Spending spending)
      throws IOException {
    int epochs = job.run().recipe().budget().size() * job.run().recipe().epochs();
    Meter meter = new Meter(events, "training", epochs, (double) epochs * trainOn.size());
    return Trials.run(
        network,
        trainOn,
        chooseOn,
        job,
        manifest.classes().size(),
        new Attempt(torch.manager(), scratch, meter, spending));
  }
}
