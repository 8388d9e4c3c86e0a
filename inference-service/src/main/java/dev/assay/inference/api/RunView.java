// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference.api;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.event.PredictionsReady.Corrupted;
import dev.assay.inference.store.ScoreRow;
import dev.assay.inference.store.TrainedRunRow;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The scoring of a run, for people and scripts.
 *
 * @param reason of the failure
 * @param test predictions of the test images, once it is done
 * @param images number of images, once it is done
 * @param known how many of them had known predictions
 * @param seconds wall-clock time of the scoring
 * @param cpuSeconds processor time of the scoring
 * @param corrupted predictions of the test images after each corruption, once it is done
 */
public record RunView(
    String runKey,
    String studyId,
    String cellId,
    long seed,
    TrainedRunRow.State state,
    @Nullable String scoringKey,
    @Nullable String reason,
    @Nullable ArtifactRef test,
    @Nullable ArtifactRef validation,
    @Nullable Integer images,
    @Nullable Integer known,
    @Nullable Double seconds,
    @Nullable Double cpuSeconds,
    @Nullable List<Corrupted> corrupted) {

  static RunView of(TrainedRunRow row) {
    ScoreRow score = row.scoringKey == null ? null : ScoreRow.of(row.scoringKey).orElse(null);
    return new RunView(
        row.runKey,
        row.studyId,
        row.cellId,
        row.seed,
        row.state,
        row.scoringKey,
        row.reason,
        score == null ? null : score.test(),
        score == null ? null : score.validation(),
        score == null ? null : score.images,
        score == null ? null : score.known,
        score == null ? null : score.seconds,
        score == null ? null : score.cpuSeconds,
        score == null || score.corrupted == null ? null : score.corrupted());
  }
}
