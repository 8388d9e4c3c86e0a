// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Corruption;
import dev.assay.contracts.Part;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.inference.store.ScoreRow;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Earlier predictions of a model for images that are to be scored: images of the same bytes,
 * decoded and resized in the same way. When a test part has grown, the model thus scores the new
 * images only.
 */
@ApplicationScoped
public class KnownPredictions {
  private static final Logger LOG = Logger.getLogger(KnownPredictions.class);

  private final ArtifactStore store;

  KnownPredictions(ArtifactStore store) {
    this.store = store;
  }

  /**
   * Writes the known predictions into a file.
   *
   * @param corruption of the images; absent: none
   * @param folder of the file
   * @return a {@link Predictions} file of test and validation images, after a corruption of test
   *     images alone, in the order of the split; empty if no prediction is known
   * @throws IOException if the file cannot be written
   */
  Optional<Path> write(ScoringJob job, @Nullable Corruption corruption, Path folder)
      throws IOException {
    String imageKey = job.imageKey();
    List<ScoreRow> alike =
        imageKey == null
            ? List.of()
            : QuarkusTransaction.requiringNew()
                .call(() -> ScoreRow.alike(imageKey, job.scoringKey()));
    if (alike.isEmpty()) {
      return Optional.empty();
    }
    SplitManifest split = SplitManifest.read(store.local(job.splitManifest()));
    if (split.hasFindings()) {
      // Predictions of findings are files of another kind; all images are scored.
      return Optional.empty();
    }
    List<SplitManifest.Entry> entries = scored(split, corruption);
    Map<String, double[]> byContent = probabilities(alike, corruption, entries, split.classes());
    List<Predictions.Row> rows = new ArrayList<>();
    for (SplitManifest.Entry entry : entries) {
      double[] probabilities = byContent.get(entry.sha256());
      if (probabilities != null) {
        rows.add(new Predictions.Row(entry.image(), entry.group(), entry.label(), probabilities));
      }
    }
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    Path file =
        folder.resolve(corruption == null ? "known.csv" : "known-" + corruption.slug() + ".csv");
    new Predictions(split.classes(), rows).write(file);
    return Optional.of(file);
  }

  private static List<SplitManifest.Entry> scored(
      SplitManifest split, @Nullable Corruption corruption) {
    return corruption != null
        ? split.part(Part.TEST)
        : Stream.concat(split.part(Part.TEST).stream(), split.part(Part.VALIDATION).stream())
            .toList();
  }

  /** Probabilities by the hash of the image's bytes. Stops reading once all images are known. */
  private Map<String, double[]> probabilities(
      List<ScoreRow> alike,
      @Nullable Corruption corruption,
      List<SplitManifest.Entry> entries,
      List<String> classes) {
    Set<String> wanted = new HashSet<>();
    entries.forEach(entry -> wanted.add(entry.sha256()));
    Map<String, double[]> known = new HashMap<>();
    for (ScoreRow score : alike) {
      if (known.size() == wanted.size()) {
        break;
      }
      try {
        Map<String, String> contents = new HashMap<>();
        List<ArtifactRef> files = files(score, corruption);
        if (files.isEmpty()) {
          continue;
        }
        scored(SplitManifest.read(store.local(score.manifest())), corruption)
            .forEach(entry -> contents.put(entry.image(), entry.sha256()));
        for (ArtifactRef file : files) {
          collect(file, contents, wanted, classes, known);
        }
      } catch (ArtifactException.Missing
          | ArtifactException.Corrupt
          | IOException
          | IllegalArgumentException e) {
        LOG.warnf(
            "the predictions of scoring %s cannot be used, so its images are scored again: %s",
            score.scoringKey, e);
      }
    }
    return known;
  }

  private static List<ArtifactRef> files(ScoreRow score, @Nullable Corruption corruption) {
    return corruption == null
        ? List.of(score.test(), score.validation())
        : score.corrupted().stream()
            .filter(of -> of.corruption().equals(corruption))
            .map(PredictionsReady.Corrupted::test)
            .toList();
  }

  private void collect(
      ArtifactRef file,
      Map<String, String> contents,
      Set<String> wanted,
      List<String> classes,
      Map<String, double[]> known)
      throws IOException {
    Predictions predictions = Predictions.read(store.local(file));
    if (!predictions.classes().equals(classes)) {
      throw new IllegalArgumentException("its classes are " + predictions.classes());
    }
    for (Predictions.Row row : predictions.rows()) {
      String content = contents.get(row.image());
      if (content != null && wanted.contains(content)) {
        known.putIfAbsent(content, row.probabilities());
      }
    }
  }
}
