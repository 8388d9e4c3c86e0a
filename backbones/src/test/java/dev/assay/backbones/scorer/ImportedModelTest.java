// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.backbones.trainer.Runs;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.ImportedModel;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.job.ScorerJob;
import dev.assay.contracts.job.ScorerResult;
import dev.assay.contracts.job.TrainerResult;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.weights.Safetensors;
import dev.assay.weights.TensorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The features of a backbone of Assay, handed in as those of an imported model: what comes out must
 * be the same numbers, because from the features on all is the same.
 */
class ImportedModelTest {
  private static final int SIZE = 512;
  private static final WeightsChoice IMPORTED =
      new WeightsChoice(
          "ImageNet-1k",
          ArtifactRef.of(Hash.ofText("file"), 1, MediaTypes.WEIGHTS),
          "mine.onnx",
          null,
          new ImportedModel(
              ImportedModel.FEATURES, "Mine", null, 1_000_000L, SIZE, null, "as they are", null));

  @TempDir static Path folder;
  private static TinySplit split;
  private static Runs backbone;
  private static Predictions expected;
  private static Path features;

  @BeforeAll
  static void trainOnABackbone() throws Exception {
    split = TinySplit.write(folder, 20, 10, 18);
    backbone = Runs.of(split, folder.resolve("run")).backbone("resnet18").frozen(1e-3, 5);
    // Solved, so it does not depend on the names of its parameters, as initial values do.
    assertThat(backbone.run("logistic")).isEqualTo(Child.DONE);
    Path scratch = folder.resolve("scores");
    assertThat(score(backbone, scratch, backbone.file("features.safetensors")))
        .isEqualTo(Child.DONE);
    expected = Predictions.read(scratch.resolve(result(scratch).testFile()));
    features = scratch.resolve("features.safetensors");
  }

  private static ScorerResult result(Path scratch) throws IOException {
    return Json.read(Files.readString(scratch.resolve(Scorer.RESULT)), ScorerResult.class);
  }

  private static int score(Runs of, Path scratch, @Nullable Path features) throws IOException {
    TrainerResult.Saved saved = of.result().checkpoints().get(Checkpoint.BEST_ACCURACY);
    Files.createDirectories(scratch);
    Path manifest = Files.writeString(scratch.resolve("model.json"), saved.manifest().toJson());
    ScorerJob job =
        new ScorerJob(
            Hash.ofText("score"),
            of.file(saved.modelFile()).toString(),
            manifest.toString(),
            1,
            "cpu",
            split.pixels().toString(),
            split.manifest().toString(),
            scratch.toString(),
            scratch.resolve("events").toString(),
            features == null ? null : features.toString(),
            null,
            null,
            null,
            null,
            null);
    Path file = Files.writeString(scratch.resolve("job.json"), Json.write(job));
    return Child.run(
        new String[] {file.toString()},
        ScorerJob.class,
        ScorerJob::eventsFile,
        (j, events) -> new Scorer(j, events).run());
  }

  private static Runs imported(String name) {
    return Runs.of(split, folder.resolve(name)).frozen(1e-3, 5).features(features);
  }

  @Test
  void aSolvedHeadOnItsFeaturesIsThatOnABackbone() throws Exception {
    Runs run = imported("solved");
    assertThat(run.run("logistic", IMPORTED)).isEqualTo(Child.DONE);
    Path scratch = folder.resolve("solved-scores");
    assertThat(score(run, scratch, features)).isEqualTo(Child.DONE);

    ModelManifest manifest = run.result().checkpoints().get(Checkpoint.BEST_ACCURACY).manifest();
    Predictions test = Predictions.read(scratch.resolve(result(scratch).testFile()));

    for (int i = 0; i < expected.rows().size(); i++) {
      assertThat(test.rows().get(i).probabilities())
          .isEqualTo(expected.rows().get(i).probabilities());
    }
    assertThat(manifest.run().imported()).isEqualTo(IMPORTED);
    assertThat(manifest.size().parameters()).isEqualTo(1_000_000 + 2 * SIZE + 2);
    assertThat(manifest.size().trainableParameters()).isEqualTo(2 * SIZE + 2);
    assertThat(TensorFile.read(run.file("best-accuracy.safetensors")).keySet())
        .containsExactly("classifier.weight", "classifier.bias");
    assertThat(run.result().featuresFile()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"linear", "logistic", "paper", "knn"})
  void everyHeadIsTrainedAndScored(String head) throws Exception {
    Runs run = imported(head);
    assertThat(run.run(head, IMPORTED)).isEqualTo(Child.DONE);
    Path scratch = folder.resolve(head + "-scores");

    assertThat(score(run, scratch, features)).isEqualTo(Child.DONE);

    Predictions test = Predictions.read(scratch.resolve(result(scratch).testFile()));
    assertThat(test.rows()).hasSize(18);
    assertThat(test.rows())
        .filteredOn(row -> row.predicted() == row.label())
        .hasSizeGreaterThan(13);
  }

  @Test
  void seedsDifferInTheStartOfTheirHead() throws Exception {
    Runs run = imported("seed").seed(7);

    assertThat(run.run("linear", IMPORTED)).isEqualTo(Child.DONE);

    assertThat(Files.mismatch(run.file("best-accuracy.safetensors"), first())).isNotNegative();
  }

  private static Path first() throws Exception {
    Runs run = imported("first");
    assertThat(run.run("linear", IMPORTED)).isEqualTo(Child.DONE);
    return run.file("best-accuracy.safetensors");
  }

  @Test
  void anImageWithoutFeaturesIsAnErrorAndNeverZeros() throws Exception {
    Runs run = imported("fewer").features(folder.resolve("none.safetensors"));
    Safetensors.write(folder.resolve("none.safetensors"), List.of(), Map.of());

    assertThat(run.run("linear", IMPORTED)).isEqualTo(Child.BUG);

    assertThat(lastEvent(folder.resolve("fewer").resolve("events")))
        .asInstanceOf(type(ChildEvent.Failed.class))
        .satisfies(
            failed ->
                assertThat(failed.reason())
                    .isEqualTo("30 of 30 images have no features of the imported model"));
  }

  private static ChildEvent lastEvent(Path events) throws IOException {
    return Json.read(Files.readAllLines(events).getLast(), ChildEvent.class);
  }
}
