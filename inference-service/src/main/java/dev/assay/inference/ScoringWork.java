// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.ModelParts;
import dev.assay.contracts.Part;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.EmbedderJob;
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
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
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

  ScoringWork(
      ScorerChild child,
      ScratchFolders scratch,
      ArtifactStore store,
      JobFiles files,
      Announcements announcements,
      ProgressChannel progress,
      KnownPredictions knownPredictions) {
    this.child = child;
    this.scratch = scratch;
    this.store = store;
    this.files = files;
    this.announcements = announcements;
    this.progress = progress;
    this.knownPredictions = knownPredictions;
  }

  /** See {@link Work#run}. */
  public Work.Result run(Lease lease, StopSignal stop) throws WorkFailure, InterruptedException {
    ScoringJob job = Json.read(lease.payload(), ScoringJob.class);
    List<TrainedRunRow> waiting =
        QuarkusTransaction.requiringNew().call(() -> TrainedRunRow.scoring(lease.workKey()));
    Path folder = scratch.fresh(lease.workKey());
    Optional<ModelManifest> model = model(job);
    Optional<String> featuresKey = model.flatMap(job::featuresKey);
    Optional<ArtifactRef> imported = model.flatMap(job::imported);
    Optional<Path> given =
        imported.isPresent()
            ? Optional.of(Path.of(files.local(imported.get())))
            : featuresKey.flatMap(this::features);
    Consumer<ChildEvent.Progress> reports =
        report -> waiting.forEach(run -> progress.send(progress(run, report)));
    Path log = scratch.log(lease.workKey());
    if (model.isPresent() && isEmbedded(model.get())) {
      embed(job, model.get(), folder, given, log, stop, reports);
    }
    ScorerResult result =
        child.run(scorerJob(job, folder, given, known(job, folder)), log, stop, reports);
    ArtifactRef test = put(folder.resolve(result.testFile()), MediaTypes.PREDICTIONS);
    ArtifactRef validation = put(folder.resolve(result.validationFile()), MediaTypes.PREDICTIONS);
    @Nullable String featuresFile = result.featuresFile();
    @Nullable ArtifactRef features =
        featuresFile == null || featuresKey.isEmpty()
            ? null
            : put(folder.resolve(featuresFile), MediaTypes.FEATURES);
    int known = Objects.requireNonNullElse(result.known(), 0);
    LOG.infof(
        "scoring %s: %d images in %.1f s, and %d with known predictions",
        lease.workKey(), result.images() - known, result.seconds(), known);
    return new Work.Result() {
      @Override
      public void commit(List<Request> requests) {
        ScoreRow score =
            ScoreRow.keep(
                lease.workKey(), job.imageKey(), job.splitManifest(), test, validation, result);
        if (features != null) {
          FeaturesRow.keep(featuresKey.orElseThrow(), features);
        }
        forEachRun(requests, lease.workKey(), run -> announcements.scored(run, score));
      }

      @Override
      public void afterwards() {
        scratch.remove(lease.workKey());
      }
    };
  }

  private static boolean isEmbedded(ModelManifest model) {
    WeightsChoice imported = model.run().imported();
    return imported != null && imported.model() != null && imported.model().isOnnx();
  }

  /** Leaves the features of an imported network where the scorer looks for its own. */
  private void embed(
      ScoringJob job,
      ModelManifest model,
      Path folder,
      Optional<Path> features,
      Path log,
      StopSignal stop,
      Consumer<ChildEvent.Progress> reports)
      throws WorkFailure, InterruptedException {
    WeightsChoice imported = Objects.requireNonNull(model.run().imported());
    ArtifactRef file = Objects.requireNonNull(imported.file());
    EmbedderJob embedding =
        new EmbedderJob(
            files.local(file),
            Objects.requireNonNull(imported.model()),
            model.run().preprocessing(),
            ImportedModel.RUNTIME,
            job.threads(),
            files.local(job.pixels()),
            images(job),
            features.map(Path::toString).orElse(null),
            folder.resolve("features.safetensors").toString(),
            folder.resolve("embedder-events.jsonl").toString());
    try {
      child.embed(embedding, folder, file.size(), log, stop, reports);
    } catch (WorkFailure e) {
      // The reason may name the artifact's file, and it is published.
      String known = Optional.ofNullable(imported.fileName()).orElse(file.uri());
      throw new WorkFailure(
          String.valueOf(e.getMessage()).replace(files.local(file), known),
          e.actor(),
          e.retryable(),
          e);
    }
  }

  private List<String> images(ScoringJob job) throws WorkFailure {
    try {
      SplitManifest split = SplitManifest.read(Path.of(files.local(job.splitManifest())));
      return Stream.concat(split.part(Part.TEST).stream(), split.part(Part.VALIDATION).stream())
          .map(SplitManifest.Entry::image)
          .toList();
    } catch (IOException | IllegalArgumentException e) {
      throw new WorkFailure(
          "the split manifest cannot be used: " + e.getMessage(), Actor.DEVELOPER.name(), false, e);
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

  private Optional<Path> known(ScoringJob job, Path folder) throws WorkFailure {
    try {
      return knownPredictions.write(job, folder);
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
      ScoringJob job, Path folder, Optional<Path> features, Optional<Path> known)
      throws WorkFailure {
    @Nullable ModelParts parts = job.parts();
    return new ScorerJob(
        job.scoringKey(),
        files.local(parts == null ? job.model() : parts.head()),
        files.local(job.modelManifest()),
        job.threads(),
        job.device(),
        files.local(job.pixels()),
        files.local(job.splitManifest()),
        folder.toString(),
        folder.resolve("events.jsonl").toString(),
        features.map(Path::toString).orElse(null),
        known.map(Path::toString).orElse(null),
        parts == null ? null : files.local(parts.backbone()),
        job.form(),
        null);
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
