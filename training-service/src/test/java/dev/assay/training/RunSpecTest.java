// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artifacts.FileSystemStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.ImportedModel.Output;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.recipe.Recipe;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunSpecTest {
  private static final String ENGINE = "PyTorch 2.7.1";

  @TempDir Path folder;

  private RunSpec spec(WeightsChoice weights) {
    Cell cell =
        Cell.of("phantoms", "mine", weights, StudyFixture.SMALL, "linear", Recipe.paper(), true, 1);
    return RunSpec.of(
        StudyFixture.study("study", cell, 1L),
        cell,
        1,
        StudyFixture.split(new FileSystemStore(folder), "study", "images"),
        "cpu",
        ENGINE);
  }

  private static WeightsChoice imported(ImportedModel model) {
    return new WeightsChoice(
        "ImageNet-1k",
        ArtifactRef.of(Hash.ofText("file"), 1, MediaTypes.WEIGHTS),
        "mine",
        null,
        model);
  }

  /** The trainer states its engine alone; that the runtime is in the key is no other engine. */
  @Test
  void theEngineOfAnOnnxModelsKeyIsThatOfItsTrainerAndTheRuntime() {
    ImportedModel onnx =
        new ImportedModel(
            ImportedModel.ONNX, "Mine", null, null, 6, new Output("r", Output.NONE, 0), null, null);

    RunSpec run = spec(imported(onnx));

    assertThat(run.training().engine())
        .isEqualTo(ENGINE + ", " + ImportedModel.runtime())
        .isEqualTo(run.engineOfKey(ENGINE))
        .isNotEqualTo(run.engineOfKey("PyTorch 1.13.1"));
  }
}
