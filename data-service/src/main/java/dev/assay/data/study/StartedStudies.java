// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.EventContents;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.data.store.StudyCellRow;
import dev.assay.data.store.StudyRow;
import dev.assay.outbox.Outbox;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;

/**
 * Stores a study that starts now, with its cells and its events, in the caller's transaction: a
 * study exists completely or not at all.
 */
@ApplicationScoped
@Transactional(Transactional.TxType.MANDATORY)
class StartedStudies {
  private static final int ID_DIGITS = 12;

  private final Outbox outbox;
  private final EventContents contents;

  StartedStudies(Outbox outbox, ArtifactStore store) {
    this.outbox = outbox;
    this.contents = new EventContents(store);
  }

  /**
   * @param content hash of everything that makes the study
   * @param attempt from 1 on
   */
  static String id(String content, int attempt) {
    return content.substring(0, ID_DIGITS) + (attempt == 1 ? "" : "-" + attempt);
  }

  /**
   * @param row new, with everything that the events do not say
   * @param splits events of the study's splits
   */
  void start(StudyRow row, StudySubmitted submitted, List<SplitPublished> splits) {
    row.studyId = submitted.studyId();
    row.name = submitted.name();
    row.state = StudyRow.State.RUNNING;
    row.submitted = Json.write(submitted);
    row.splits = Json.write(splits);
    row.submittedAt = Instant.now();
    row.persist();
    cells(submitted.studyId(), submitted.cells());
    send(submitted);
    splits.forEach(this::send);
  }

  private static void cells(String studyId, List<Cell> cells) {
    for (int i = 0; i < cells.size(); i++) {
      StudyCellRow cell = new StudyCellRow();
      cell.studyId = studyId;
      cell.cellId = cells.get(i).cellId();
      cell.position = i;
      cell.state = StudyCellRow.State.RUNNING;
      cell.persist();
    }
  }

  private void send(AssayEvent event) {
    outbox.add(
        event.eventType().topic(),
        event.studyId(),
        event.eventId(),
        event.eventType().type(),
        contents.write(event));
  }
}
