// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.data.store.StudyCellRow;
import dev.assay.data.store.StudyRow;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A study, as clients see it.
 *
 * @param state {@code running}, {@code done}, {@code failed-cells}, {@code cancelled}, {@code
 *     data-withdrawn}
 * @param submittedAt ISO 8601, UTC
 * @param endedAt ISO 8601, UTC; absent while it runs
 * @param revision from 1 on: how often the study was made, the first time and for new data
 * @param previous study id of the revision before; absent for the first
 * @param seeds of every cell
 * @param cells in the order of the table
 */
public record StudyView(
    String studyId,
    String name,
    String state,
    String submittedAt,
    @Nullable String endedAt,
    int revision,
    @Nullable String previous,
    List<Long> seeds,
    List<CellView> cells,
    List<SplitView> datasets,
    List<String> notes) {

  /**
   * @param state {@code running}, {@code done}, {@code failed}
   * @param stage where it failed
   * @param reason why it failed
   * @param actor who must act
   */
  public record CellView(
      String cellId,
      String dataset,
      String backbone,
      String head,
      boolean frozen,
      double subsetRatio,
      String state,
      @Nullable String stage,
      @Nullable String reason,
      @Nullable String actor) {}

  public record SplitView(
      String dataset,
      String splitId,
      SplitHashes hashes,
      List<String> classes,
      String groupKind,
      boolean synthetic) {}

  /**
   * The earlier name of {@code revision}, for clients that know it by that.
   *
   * @deprecated read {@code revision}
   */
  @Deprecated
  @JsonProperty("generation")
  public int generation() {
    return revision;
  }

  public static StudyView of(StudyRow row) {
    if (row.state == StudyRow.State.DATA_WITHDRAWN) {
      return withdrawn(row);
    }
    StudySubmitted submitted = row.submitted();
    Map<String, StudyCellRow> states = new HashMap<>();
    StudyCellRow.ofStudy(row.studyId).forEach(cell -> states.put(cell.cellId, cell));
    return new StudyView(
        row.studyId,
        row.name,
        row.state.label(),
        row.submittedAt.toString(),
        ended(row.endedAt),
        row.revision,
        row.previous,
        submitted.seeds(),
        submitted.cells().stream().map(cell -> cell(cell, states.get(cell.cellId()))).toList(),
        row.splits().stream().map(StudyView::split).toList(),
        row.notes());
  }

  /** What stays of a study whose data were withdrawn. */
  private static StudyView withdrawn(StudyRow row) {
    return new StudyView(
        row.studyId,
        row.name,
        row.state.label(),
        row.submittedAt.toString(),
        ended(row.endedAt),
        row.revision,
        row.previous,
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }

  private static @Nullable String ended(@Nullable Instant at) {
    return at == null ? null : at.toString();
  }

  private static CellView cell(Cell cell, StudyCellRow row) {
    return new CellView(
        cell.cellId(),
        cell.dataset(),
        cell.backbone(),
        cell.head(),
        cell.frozen(),
        cell.subsetRatio(),
        row.state.label(),
        row.stage,
        row.reason,
        row.actor);
  }

  private static SplitView split(SplitPublished event) {
    return new SplitView(
        event.dataset(),
        event.splitId(),
        event.hashes(),
        event.classes(),
        event.groupKind(),
        event.synthetic());
  }
}
