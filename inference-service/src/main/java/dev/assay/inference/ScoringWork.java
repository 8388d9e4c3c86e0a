// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.Part;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Origin;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.job.ScorerResult;
import dev.assay.inference.child.ScorerChild;
import dev.assay.inference.child.ScratchFolders;
import dev.assay.inference.messaging.ProgressChannel;
import dev.assay.inference.store.FeaturesRow;
import dev.assay.inference.store.ScoreRow;
import dev.assay.inference.store.TrainedRunRow;
import dev.assay.outbox.Lease;
import dev.assay.outbox.PermanentFailure;
import dev.assay.outbox.Request;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.Work;
import dev.assay.outbox.WorkFailure;
import dev.assay.processes.ClassPathDigest;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Scores one model under a lease. The key of the work is the scoring key. */
@ApplicationScoped
public class ScoringWork {
  private static final Logger LOG = Logger.getLogger(ScoringWork.class);

  private final ScorerChild child;
  private final ScratchFolders scratch;
  private final ArtifactStore store;
  private final JobFiles files;
  private final Announcements announcements;
  private final ProgressChannel progress;
  private final KnownPredictions knownPredictions;
  private final Embedding embedding;
  private final InferenceConfig config;
  private final ClassPathDigest libraries = new ClassPathDigest();

  ScoringWork(
      ScorerChild child,
      ScratchFolders scratch,
      ArtifactStore store,
      JobFiles files,
      Announcements announcements,
      ProgressChannel progress,
      KnownPredictions knownPredictions,
      Embedding embedding,
      InferenceConfig config) {
    this.child = child;
    this.scratch = scratch;
    this.store = store;
    this.files = files;
    this.announcements = announcements;
    this.progress = progress;
    this.knownPredictions = knownPredictions;
    this.embedding = embedding;
    this.config = config;
  }

  /** See {@link Work#run}. */
  public Work.Result run(Lease lease, StopSignal stop) throws WorkFailure, InterruptedException {
    ScoringJob job = Json.read(lease.payload(), ScoringJob.class);
    List<TrainedRunRow> waiting =
        QuarkusTransaction.requiringNew().call(() -> TrainedRunRow.scoring(lease.workKey()));
    Path folder = scratch.fresh(lease.workKey());
    Optional<ModelManifest> model = model(job);
    Optional<ArtifactRef> imported = model.flatMap(job::imported);
    List<Corruption> corruptions = job.corruptions(imported.isPresent());
    Consumer<ChildEvent.Progress> reports =
        report -> waiting.forEach(run -> progress.send(progress(run, report)));
    Path log = scratch.log(lease.workKey());
    Map<Optional<Corruption>, String> featuresKeys = new HashMap<>();
    List<ScorerJob.Corrupted> wanted = new ArrayList<>();
    @Nullable String cleanFeatures = null;
    for (Optional<Corruption> of : scored(corruptions)) {
      model
          .flatMap(found -> job.featuresKey(found, of.orElse(null)))
          .ifPresent(key -> featuresKeys.put(of, key));
      Optional<Path> given =
          imported.isPresent()
              ? Optional.of(Path.of(files.local(imported.get())))
              : Optional.ofNullable(featuresKeys.get(of)).flatMap(this::features);
      if (model.isPresent() && Embedding.isNeeded(model.get())) {
        embedding.run(
            new Embedding.Asked(job, model.get(), of.orElse(null), folder, given),
            log,
            stop,
            reports);
      }
      @Nullable String features = given.map(Path::toString).orElse(null);
      if (of.isEmpty()) {
        cleanFeatures = features;
      } else {
        @Nullable String known = known(job, of.get(), folder).map(Path::toString).orElse(null);
        wanted.add(new ScorerJob.Corrupted(of.get(), features, known));
      }
    }
    ScorerResult result =
        child.run(
            scorerJob(job, folder, cleanFeatures, known(job, null, folder), wanted),
            log,
            stop,
            reports);
    ArtifactRef test = put(folder.resolve(result.testFile()), MediaTypes.PREDICTIONS);
    ArtifactRef validation = put(folder.resolve(result.validationFile()), MediaTypes.PREDICTIONS);
    Map<String, ArtifactRef> features = new TreeMap<>();
    keep(result.featuresFile(), featuresKeys.get(Optional.empty()), folder, features);
    List<PredictionsReady.Corrupted> corrupted = new ArrayList<>();
    for (ScorerResult.Corrupted of :
        Objects.requireNonNullElse(result.corrupted(), List.<ScorerResult.Corrupted>of())) {
      corrupted.add(
          new PredictionsReady.Corrupted(
              of.corruption(), put(folder.resolve(of.testFile()), MediaTypes.PREDICTIONS)));
      keep(of.featuresFile(), featuresKeys.get(Optional.of(of.corruption())), folder, features);
    }
    Origin origin = origin(model.isPresent() && Embedding.isNeeded(model.get()));
    int known = Objects.requireNonNullElse(result.known(), 0);
    LOG.infof(
        "scoring %s: %d images in %.1f s, and %d with known predictions",
        lease.workKey(), result.images() - known, result.seconds(), known);
    return new Work.Result() {
      @Override
      public void commit(List<Request> requests) {
        ScoreRow score =
            ScoreRow.keep(
                lease.workKey(),
                job.imageKey(),
                job.splitManifest(),
                test,
                validation,
                corrupted,
                result,
                origin);
        features.forEach(FeaturesRow::keep);
        forEachRun(requests, lease.workKey(), run -> announcements.scored(run, score));
      }

      @Override
      public void afterwards() {
        scratch.remove(lease.workKey());
      }
    };
  }

  private Origin origin(boolean embedded) throws WorkFailure {
    List<Path> folders =
        embedded ? List.of(config.scorerLib(), config.embedderLib()) : List.of(config.scorerLib());
    try {
      return Origin.here(libraries.sha256(folders));
    } catch (IOException e) {
      throw new WorkFailure(
          "the libraries of the scorer cannot be read: " + e.getClass().getSimpleName(),
          Actor.OPERATOR.name(),
          true,
          e);
    }
  }

  /** The images as they are, and after each corruption. */
  private static List<Optional<Corruption>> scored(List<Corruption> corruptions) {
    return Stream.concat(
            Stream.of(Optional.<Corruption>empty()), corruptions.stream().map(Optional::of))
        .toList();
  }

  /** Stores a file of features that the scorer has left, if there is a key for it. */
  private void keep(
      @Nullable String file, @Nullable String key, Path folder, Map<String, ArtifactRef> features)
      throws WorkFailure {
    if (file != null && key != null) {
      features.put(key, put(folder.resolve(file), MediaTypes.FEATURES));
    }
  }

  /** Empty if the model manifest cannot be read: the scorer will report that. */
  private Optional<ModelManifest> model(ScoringJob job) throws WorkFailure {
    try {
      return Optional.of(ModelManifest.read(Path.of(files.local(job.modelManifest()))));
    } catch (IOException | IllegalArgumentException e) {
      LOG.warnf(e, "scoring %s cannot share features", job.scoringKey());
      return Optional.empty();
    }
  }

  /** Features are a cache: lost or damaged ones are computed again. */
  private Optional<Path> features(String key) {
    Optional<ArtifactRef> known = QuarkusTransaction.requiringNew().call(() -> FeaturesRow.of(key));
    try {
      return known.map(store::local);
    } catch (ArtifactException.Missing | ArtifactException.Corrupt e) {
      LOG.warnf("features are computed again: %s", e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<Path> known(ScoringJob job, @Nullable Corruption corruption, Path folder)
      throws WorkFailure {
    try {
      return knownPredictions.write(job, corruption, folder);
    } catch (ArtifactException | IOException | IllegalArgumentException e) {
      LOG.warnf(e, "known predictions cannot be collected");
      throw new WorkFailure(
          "known predictions cannot be collected in the scratch folder: "
              + e.getClass().getSimpleName(),
          Actor.OPERATOR.name(),
          true,
          e);
    }
  }

  private ScorerJob scorerJob(
      ScoringJob job,
      Path folder,
      @Nullable String features,
      Optional<Path> known,
      List<ScorerJob.Corrupted> corrupted)
      throws WorkFailure {
    @Nullable ModelParts parts = job.parts();
    return new ScorerJob(
        job.scoringKey(),
        files.local(parts == null ? job.model() : parts.head()),
        files.local(job.modelManifest()),
        job.threads(),
        job.device(),
        pixels(job),
        files.local(job.splitManifest()),
        folder.toString(),
        folder.resolve("events.jsonl").toString(),
        features,
        known.map(Path::toString).orElse(null),
        parts == null ? null : files.local(parts.backbone()),
        job.form(),
        null,
        corrupted);
  }

  private String pixels(ScoringJob job) throws WorkFailure {
    return job.blocks() == null
        ? files.local(job.pixels())
        : files.pixels(job.pixels(), job.blocks(), files.images(job, Part.TEST, Part.VALIDATION));
  }

  private ArtifactRef put(Path file, String mediaType) throws WorkFailure {
    return files.put(file, mediaType, "predictions");
  }

  private static CellProgress progress(TrainedRunRow run, ChildEvent.Progress report) {
    return new CellProgress(
        run.studyId,
        run.cellId,
        run.runKey,
        run.seed,
        report.stage(),
        report.epoch(),
        report.epochs(),
        report.fraction(),
        report.loss(),
        report.validationLoss(),
        report.validationAccuracy(),
        report.imagesPerSecond(),
        report.etaSeconds(),
        report.peakMemoryBytes());
  }

  /** See {@link Work#failedPermanently}. */
  public void failedPermanently(PermanentFailure work) {
    Actor actor =
        Optional.ofNullable(work.actor())
            .map(name -> Actor.valueOf(name.toUpperCase(Locale.ROOT)))
            .orElse(Actor.OPERATOR);
    forEachRun(
        work.requests(), work.workKey(), run -> announcements.failed(run, work.reason(), actor));
  }

  private static void forEachRun(
      List<Request> requests, String scoringKey, Consumer<TrainedRunRow> action) {
    for (Request request : requests) {
      TrainedRunRow.scoring(request.group(), request.requester(), scoringKey).forEach(action);
    }
  }
}
