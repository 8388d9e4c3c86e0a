package dev.assay.data.ingestion;

import dev.assay.data.store.BatchFileRow;
import dev.assay.data.store.BatchRow;
import dev.assay.data.store.BatchStudyRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What arrived of a data set within one time.
 *
 * @param batch its number
 * @param state {@code collecting}, {@code closed}, {@code done}, {@code failed}
 * @param files that came, changed or went
 * @param openedAt ISO 8601, UTC: the first arrival
 * @param lastArrivalAt likewise
 * @param closedAt likewise; absent while it collects
 * @param endedAt likewise; absent until its version is there
 * @param before hash of the version before
 * @param version hash of the version that it made; the one before if nothing changed
 * @param changed whether the two differ; absent until it has ended
 * @param reason why it failed
 * @param studies what it meant to the studies that stand on the data set
 */
public record BatchView(
    long batch,
    String state,
    int files,
    String openedAt,
    String lastArrivalAt,
    @Nullable String closedAt,
    @Nullable String endedAt,
    @Nullable String before,
    @Nullable String version,
    @Nullable Boolean changed,
    @Nullable String reason,
    List<StudyReaction> studies) {

  /**
   * @param study its name
   * @param action what it says about new data
   * @param studyId the generation that came of it
   * @param reason why none did
   */
  public record StudyReaction(
      String study, String action, @Nullable String studyId, @Nullable String reason) {}

  static BatchView of(BatchRow row) {
    return new BatchView(
        row.id,
        row.state.label(),
        BatchFileRow.count(row.id),
        row.openedAt.toString(),
        row.lastArrivalAt.toString(),
        text(row.closedAt),
        text(row.endedAt),
        row.beforeVersion,
        row.version,
        row.version == null ? null : !row.version.equals(row.beforeVersion),
        row.reason,
        BatchStudyRow.ofBatch(row.id).stream()
            .map(s -> new StudyReaction(s.name, s.action, s.studyId, s.reason))
            .toList());
  }

  private static @Nullable String text(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }
}
