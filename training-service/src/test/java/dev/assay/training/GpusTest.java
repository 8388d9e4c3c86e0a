package dev.assay.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.event.StudySubmitted;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GpusTest {
  @TempDir Path folder;

  @Test
  void givesEachWorkerAGpuOfItsOwn() {
    Gpus gpus = new Gpus(2, 2);

    int first = gpus.take();
    int second = gpus.take();
    gpus.giveBack(first);

    assertThat(first).isZero();
    assertThat(second).isEqualTo(1);
    assertThat(gpus.take()).isZero();
  }

  @Test
  void leavesAChildAllGpusWhereTheyAreNotCounted() {
    Gpus gpus = new Gpus(0, 4);

    assertThat(gpus.take()).isEqualTo(Gpus.ANY);
    assertThat(TrainingWork.environment(run("cuda"), Gpus.ANY))
        .doesNotContainKey("CUDA_VISIBLE_DEVICES")
        .containsEntry("NVIDIA_TF32_OVERRIDE", "0");
    assertThat(TrainingWork.environment(run("cuda"), 3)).containsEntry("CUDA_VISIBLE_DEVICES", "3");
    assertThat(TrainingWork.environment(run("cpu"), 3)).containsOnlyKeys("OMP_WAIT_POLICY");
  }

  @Test
  void refusesMoreWorkersThanGpus() {
    assertThatThrownBy(() -> new Gpus(1, 2))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ASSAY_WORKERS")
        .hasMessageContaining("one worker per GPU");
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
