// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.file.PixelsPart;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.file.TrainingManifest;
import dev.assay.contracts.job.EmbedderJob;
import dev.assay.contracts.job.TrainerFiles;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.recipe.RunSettings;
import dev.assay.outbox.WorkFailure;
import dev.assay.training.store.FeaturesRow;
import dev.assay.training.store.RunRow;
import dev.assay.weights.Safetensors;
import dev.assay.weights.Tensor;
import dev.assay.weights.TensorFile;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Makes the job of a trainer from a run. The trainer gets the split without its test part, and can
 * therefore read no pixels of a test image.
 */
@ApplicationScoped
public class TrainerJobs {
  private static final Logger LOG = Logger.getLogger(TrainerJobs.class);
  private static final String MANIFEST = "training-manifest.json";
  private static final String IMPORTED = "imported.safetensors";

  /** The name under which the trainer keeps features that were computed. */
  private static final String EMBEDDED = "features.safetensors";

  private final ArtifactStore store;

  TrainerJobs(ArtifactStore store) {
    this.store = store;
  }

  /**
   * @param scratch folder of the run, into which the {@link TrainingManifest} is written
   * @throws IOException if the scratch folder cannot be written
   * @throws WorkFailure if the split manifest is none
   */
  TrainerJob job(RunSpec run, Path scratch) throws IOException, WorkFailure {
    TrainingManifest manifest = manifest(run, scratch);
    @Nullable ArtifactRef weights = run.weights().file();
    boolean imported = run.weights().model() != null;
    @Nullable ArtifactRef headWeights = run.weights().headFile();
    return new TrainerJob(
        new RunSettings(
            run.runKey(),
            run.training().backbone(),
            run.training().head(),
            run.training().frozen(),
            run.training().preprocessing(),
            run.training().recipe(),
            run.weights().source(),
            weights == null ? null : weights.sha256(),
            run.training().subsetRatio(),
            run.training().seed(),
            run.training().threads(),
            run.training().form(),
            imported ? run.weights() : null),
        run.training().deviceClass(),
        microBatch(run),
        new TrainerFiles(
            // The trainer never sees the file of an imported model.
            weights == null || imported ? null : store.local(weights).toString(),
            headWeights == null ? null : store.local(headWeights).toString(),
            pixels(run, manifest.images(run.training().subsetRatio())).toString(),
            scratch.resolve(MANIFEST).toString(),
            features(run, scratch).map(Path::toString).orElse(null),
            scratch.toString(),
            scratch.resolve("events.jsonl").toString()));
  }

  /** A file with the pixels of at least these images. */
  private Path pixels(RunSpec run, List<String> images) {
    return store.local(run.pixels(), run.blocks(), new PixelsPart(images)::find);
  }

  /** Written to the scratch folder. */
  private TrainingManifest manifest(RunSpec run, Path scratch) throws IOException, WorkFailure {
    try {
      TrainingManifest manifest =
          TrainingManifest.of(SplitManifest.read(store.local(run.manifest())));
      manifest.write(scratch.resolve(MANIFEST));
      return manifest;
    } catch (IllegalArgumentException e) {
      throw new WorkFailure(
          "the split manifest cannot be used: " + e.getMessage(), Actor.DEVELOPER.name(), false);
    }
  }

  /**
   * The job of the process that runs the network of an imported model. It gets the training and
   * validation images alone, and leaves its features where the trainer looks for its own.
   *
   * @param scratch folder of the run
   * @throws WorkFailure if the split manifest is none
   */
  EmbedderJob embedderJob(RunSpec run, Path scratch) throws IOException, WorkFailure {
    List<String> images =
        manifest(run, scratch).entries().stream().map(SplitManifest.Entry::image).toList();
    return new EmbedderJob(
        store.local(Objects.requireNonNull(run.weights().file())).toString(),
        Objects.requireNonNull(run.weights().model()),
        run.training().preprocessing(),
        ImportedModel.RUNTIME,
        run.training().threads(),
        pixels(run, images).toString(),
        images,
        features(run, scratch).map(Path::toString).orElse(null),
        scratch.resolve(EMBEDDED).toString(),
        scratch.resolve("embedder-events.jsonl").toString());
  }

  /** Those rows that belong to training and validation images: a trainer sees no others. */
  private Path withoutTestImages(RunSpec run, ArtifactRef features, Path scratch)
      throws IOException, WorkFailure {
    Map<String, Tensor> all = TensorFile.read(store.local(features));
    List<Tensor> kept = new ArrayList<>();
    for (SplitManifest.Entry entry : manifest(run, scratch).entries()) {
      Tensor row = all.get(entry.image());
      if (row != null) {
        kept.add(row);
      }
    }
    Path file = scratch.resolve(IMPORTED);
    Safetensors.write(file, kept, Map.of());
    return file;
  }

  /** Features are a cache: lost or damaged ones are computed again. */
  private Optional<Path> features(RunSpec run, Path scratch) throws IOException, WorkFailure {
    if (!run.training().frozen()) {
      return Optional.empty();
    }
    ArtifactRef imported = run.features();
    if (imported != null) {
      return Optional.of(withoutTestImages(run, imported, scratch));
    }
    Optional<ArtifactRef> known =
        QuarkusTransaction.requiringNew().call(() -> FeaturesRow.of(run.featuresKey()));
    try {
      return known.map(store::local);
    } catch (ArtifactException.Missing | ArtifactException.Corrupt e) {
      LOG.warnf("run %s computes its features again: %s", run.runKey(), e.getMessage());
      return Optional.empty();
    }
  }

  private static int microBatch(RunSpec run) {
    return QuarkusTransaction.requiringNew()
        .call(
            () ->
                RunRow.of(run.runKey())
                    .map(RunRow::microBatch)
                    .orElse(run.training().microBatch()));
  }

  /**
   * Halves the images per forward pass of the next attempt, which adds up their gradients. The
   * trainer records this as a deviation from the recipe. Heads on a frozen backbone need hardly any
   * memory, so theirs stays.
   */
  void halveMicroBatch(RunSpec run) {
    if (run.training().frozen()) {
      return;
    }
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              RunRow row = RunRow.of(run.runKey()).orElseThrow();
              row.microBatch = Math.max(1, row.microBatch() / 2);
              LOG.warnf(
                  "run %s ran out of memory; its next attempt passes %d images at a time",
                  run.runKey(), row.microBatch);
            });
  }
}
