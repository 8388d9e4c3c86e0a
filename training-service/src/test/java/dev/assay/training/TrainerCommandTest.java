// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.training.child.TrainerCommand;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerCommandTest {
  @TempDir Path folder;

  @Test
  void showsTheTrainerTheGpuOfItsWorker() {
    assertThat(TrainerCommand.environment(run("cuda"), 3))
        .containsEntry("CUDA_VISIBLE_DEVICES", "3");
  }

  @Test
  void showsTheTrainerAllGpusWhereTheyAreNotCounted() {
    assertThat(TrainerCommand.environment(run("cuda"), Gpus.ANY))
        .doesNotContainKey("CUDA_VISIBLE_DEVICES");
  }

  @Test
  void forbidsTensorFloat32UnlessTheRecipeAsksForIt() {
    assertThat(TrainerCommand.environment(run("cuda"), Gpus.ANY))
        .containsEntry("NVIDIA_TF32_OVERRIDE", "0");
  }

  @Test
  void setsNothingOfAGpuOnACpu() {
    assertThat(TrainerCommand.environment(run("cpu"), 3)).containsOnlyKeys("OMP_WAIT_POLICY");
  }

  private RunSpec run(String device) {
    ArtifactStore store = new FileSystemStore(folder);
    StudySubmitted study = StudyFixture.study("gpu", StudyFixture.cell("resnet50", false), 1L);
    return RunSpec.of(
        study,
        study.cells().getFirst(),
        1,
        StudyFixture.split(store, "gpu", "images"),
        device,
        "PyTorch 2.7.1");
  }
}
