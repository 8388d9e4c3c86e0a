package dev.assay.inference.api;

import dev.assay.contracts.ArtifactRef;
import dev.assay.inference.store.ScoreRow;
import dev.assay.inference.store.TrainedRunRow;
import org.jspecify.annotations.Nullable;

/**
 * A run of a cell, as far as scoring goes.
 *
 * @param reason why it failed
 * @param test the predictions, once there
 * @param images scored
 * @param known of them, those of which the model had been asked before
 * @param seconds wall time of the scoring
 * @param cpuSeconds likewise, of the processor
 */
public record Run(
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
    @Nullable Double cpuSeconds) {

  static Run of(TrainedRunRow row) {
    ScoreRow score = row.scoringKey == null ? null : ScoreRow.of(row.scoringKey).orElse(null);
    return new Run(
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
        score == null ? null : score.cpuSeconds);
  }
}
