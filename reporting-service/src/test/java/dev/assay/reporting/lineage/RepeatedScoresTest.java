// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.reporting.store.StoredFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions of images that may show several findings; those of one class are in the assembly. */
class RepeatedScoresTest {
  @TempDir Path folder;
  private ArtifactStore store;
  private RepeatedScores scores;

  @BeforeEach
  void open() {
    store = new FileSystemStore(folder.resolve("store"));
    scores = new RepeatedScores(new StoredFiles(store));
  }

  private ArtifactRef predictions(double mass) throws IOException {
    Path file = folder.resolve("predictions.csv");
    new FindingPredictions(
            List.of("Effusion", "Mass"),
            List.of(row("a", "1-", 0.9, 0.1), row("b", "00", 0.2, mass), row("c", "--", 0.5, 0.5)))
        .write(file);
    return store.put(file, MediaTypes.PREDICTIONS);
  }

  private static FindingPredictions.Row row(
      String image, String truth, double effusion, double mass) {
    return new FindingPredictions.Row(
        image, "patient-" + image, new FindingLabels(truth), new double[] {effusion, mass});
  }

  @Test
  void sameFileIsEqual() throws IOException {
    assertThat(scores.of(predictions(0.3), predictions(0.3), true))
        .isEqualTo(new Repetition.Scores(3, 0, null));
  }

  @Test
  void namesTheImageAndTheFindingWhoseLastDigitDiffers() throws IOException {
    double next = Math.nextUp(0.3);
    assertThat(scores.of(predictions(0.3), predictions(next), true))
        .isEqualTo(new Repetition.Scores(3, 1, new Repetition.Difference("b", "Mass", 0.3, next)));
  }
}
