// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.Hash;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.event.StudyFinished.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyHistoryTest {
  @TempDir Path folder;
  private SampleStudy study;

  @BeforeEach
  void makeStudy() {
    study = new SampleStudy("0123456789ab", new FileSystemStore(folder));
  }

  @Test
  void knowsNewestEvaluationInAnyOrder() {
    List<AssayEvent> events = new ArrayList<>(study.finished());
    EvaluationCompleted newest =
        events.stream()
            .filter(EvaluationCompleted.class::isInstance)
            .map(EvaluationCompleted.class::cast)
            .filter(e -> e.supersedes() != null)
            .findFirst()
            .orElseThrow();
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(events, new Random(seed));

      assertThat(StudyHistory.of(events).evaluation(study.tuned().cellId())).contains(newest);
    }
  }

  @Test
  void isUnknownBeforeTheSubmissionComes() {
    List<AssayEvent> rest = study.finished().subList(1, study.finished().size());

    assertThat(StudyHistory.of(rest).submission()).isEmpty();
  }

  @Test
  void laterResultOutweighsFailure() {
    List<AssayEvent> events = new ArrayList<>(study.finished());
    events.add(study.failure());
    StudyHistory history = StudyHistory.of(events);

    assertThat(history.evaluation(study.tuned().cellId())).isPresent();
    assertThat(history.failures(study.tuned().cellId(), 2)).hasSize(1);
    assertThat(history.failures(study.tuned().cellId(), 1)).isEmpty();
  }

  @Test
  void isCancelledFromTheRequestOn() {
    List<AssayEvent> events = new ArrayList<>(study.accepted());
    assertThat(StudyHistory.of(events).outcome()).isEmpty();

    events.add(new StudyCancelRequested("0123456789ab"));
    assertThat(StudyHistory.of(events).outcome()).contains(Outcome.CANCELLED);
  }

  @Test
  void studyWithRepeatedCellsIsDone() {
    List<AssayEvent> events = new ArrayList<>(study.failed());
    events.add(new StudyFinished("0123456789ab", Outcome.DONE, 2, 0));

    assertThat(StudyHistory.of(events).outcome()).contains(Outcome.DONE);
  }

  @Test
  void refusesProgressAsHistory() {
    CellProgress progress =
        new CellProgress(
            "0123456789ab",
            "cell",
            Hash.ofText("run"),
            1,
            "training",
            1,
            2,
            0.5,
            null,
            null,
            null,
            null,
            null,
            null);

    assertThatThrownBy(() -> StudyHistory.of(List.of(progress)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
