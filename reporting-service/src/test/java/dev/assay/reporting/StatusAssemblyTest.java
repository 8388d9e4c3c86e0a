// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.Hash;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.event.CellProgress;
import dev.assay.reporting.StudyStatus.SeedStatus;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusAssemblyTest {
  @TempDir Path folder;
  private SampleStudy study;
  private FileSystemStore store;

  @BeforeEach
  void makeStudy() {
    store = new FileSystemStore(folder);
    study = new SampleStudy("0123456789ab", store);
  }

  @Test
  void sayingHowLongAStageTakesEndsWithTheStage() {
    SeedStatus trained = seedOneOf(study.tuned(), "training");
    SeedStatus scoring = seedOneOf(study.tuned(), "scoring");
    SeedStatus done = seedOneOf(study.frozen(), "scoring");

    assertThat(trained.stage()).isEqualTo("trained");
    assertThat(trained.etaSeconds()).isNull();
    assertThat(scoring.stage()).isEqualTo("scoring");
    assertThat(scoring.etaSeconds()).isEqualTo(609.0);
    assertThat(done.stage()).isEqualTo("done");
    assertThat(done.etaSeconds()).isNull();
  }

  /** Seed 1 of the one cell has been trained, and the other cell is evaluated. */
  private SeedStatus seedOneOf(Cell cell, String lastStage) {
    StudyHistory history = StudyHistory.of(study.halfway());
    CellProgress last =
        new CellProgress(
            "0123456789ab",
            cell.cellId(),
            Hash.ofText("run"),
            1,
            lastStage,
            0,
            0,
            0.01,
            null,
            null,
            null,
            0.2,
            609.0,
            null);
    return AssembledStudy.of(history, new StoredSamples(store))
        .orElseThrow()
        .with(List.of(last))
        .status()
        .cells()
        .stream()
        .filter(status -> status.cellId().equals(cell.cellId()))
        .flatMap(status -> status.seeds().stream())
        .filter(seed -> seed.seed() == 1)
        .findFirst()
        .orElseThrow();
  }
}
