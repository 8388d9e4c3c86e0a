// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.file.TrainingManifest;
import dev.assay.contracts.job.TrainerFiles;
import dev.assay.contracts.job.TrainerJob;
import dev.assay.contracts.recipe.RunSettings;
import dev.assay.outbox.WorkFailure;
import dev.assay.training.store.FeaturesRow;
import dev.assay.training.store.RunRow;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
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
    @Nullable ArtifactRef weights = run.weights().file();
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
            run.training().threads()),
        run.training().deviceClass(),
        microBatch(run),
        new TrainerFiles(
            weights == null ? null : store.local(weights).toString(),
            headWeights == null ? null : store.local(headWeights).toString(),
            store.local(run.pixels()).toString(),
            manifest(run, scratch).toString(),
            features(run).map(Path::toString).orElse(null),
            scratch.toString(),
            scratch.resolve("events.jsonl").toString()));
  }

  private Path manifest(RunSpec run, Path scratch) throws IOException, WorkFailure {
    Path file = scratch.resolve(MANIFEST);
    try {
      TrainingManifest.of(SplitManifest.read(store.local(run.manifest()))).write(file);
      return file;
    } catch (IllegalArgumentException e) {
      throw new WorkFailure(
          "the split manifest cannot be used: " + e.getMessage(), Actor.DEVELOPER.name(), false);
    }
  }

  /** Features are a cache: lost or damaged ones are computed again. */
  private Optional<Path> features(RunSpec run) {
    if (!run.training().frozen()) {
      return Optional.empty();
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
