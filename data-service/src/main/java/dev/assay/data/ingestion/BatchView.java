// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.data.store.BatchFileRow;
import dev.assay.data.store.BatchRow;
import dev.assay.data.store.BatchStudyRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch: files of a data set that were ingested together.
 *
 * @param batch its number
 * @param state {@code collecting}, {@code closed}, {@code done}, {@code failed}
 * @param files number of files that are new, changed or deleted
 * @param openedAt ISO 8601, UTC: when its first file was found
 * @param lastArrivalAt ISO 8601, UTC: when its last file was found
 * @param closedAt ISO 8601, UTC; absent while it collects
 * @param endedAt ISO 8601, UTC; absent until its version is registered or it failed
 * @param before hash of the version before
 * @param version hash of the version that it made; the one before if nothing changed
 * @param changed whether the two differ; absent until it has ended
 * @param reason why it failed
 * @param studies what the studies of the data set did with the new version
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
   * What one study did with the new version.
   *
   * @param study its name
   * @param action its {@code on-new-data}
   * @param studyId the new revision of the study; absent if there is none
   * @param reason why there is none
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
