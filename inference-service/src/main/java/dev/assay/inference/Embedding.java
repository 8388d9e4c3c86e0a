// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Part;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.EmbedderJob;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.inference.child.ScorerChild;
import dev.assay.outbox.StopSignal;
import dev.assay.outbox.WorkFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Leaves the features of an imported network where the scorer looks for its own. */
@ApplicationScoped
public class Embedding {
  private final ScorerChild child;
  private final JobFiles files;

  Embedding(ScorerChild child, JobFiles files) {
    this.child = child;
    this.files = files;
  }

  /**
   * What is embedded.
   *
   * @param corruption of the test images; absent: test and validation images as they are
   * @param folder of the attempt
   * @param given features that are known
   */
  record Asked(
      ScoringJob job,
      ModelManifest model,
      @Nullable Corruption corruption,
      Path folder,
      Optional<Path> given) {
    /** Name of a file of this part of the scoring. */
    Path file(String name, String end) {
      return folder.resolve(corruption == null ? name + end : name + "-" + corruption.slug() + end);
    }
  }

  static boolean isNeeded(ModelManifest model) {
    WeightsChoice imported = model.run().imported();
    return imported != null && imported.model() != null && imported.model().isOnnx();
  }

  void run(Asked asked, Path log, StopSignal stop, Consumer<ChildEvent.Progress> reports)
      throws WorkFailure, InterruptedException {
    WeightsChoice imported = Objects.requireNonNull(asked.model().run().imported());
    ArtifactRef file = Objects.requireNonNull(imported.file());
    Corruption corruption = asked.corruption();
    String features = corruption == null ? ScorerJob.FEATURES : ScorerJob.featuresFile(corruption);
    List<String> images = images(asked);
    EmbedderJob embedding =
        new EmbedderJob(
            files.local(file),
            Objects.requireNonNull(imported.model()),
            asked.model().run().preprocessing(),
            ImportedModel.RUNTIME,
            asked.job().threads(),
            files.pixels(asked.job().pixels(), asked.job().blocks(), images),
            images,
            asked.given().map(Path::toString).orElse(null),
            asked.folder().resolve(features).toString(),
            asked.file("embedder-events", ".jsonl").toString(),
            corruption);
    try {
      child.embed(embedding, asked.folder(), file.size(), log, stop, reports);
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

  private List<String> images(Asked asked) throws WorkFailure {
    return asked.corruption() == null
        ? files.images(asked.job(), Part.TEST, Part.VALIDATION)
        : files.images(asked.job(), Part.TEST);
  }
}
