// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.contracts.Actor;
import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.ModelManifest.TriedPenalty;
import dev.assay.contracts.job.ChildEvent;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.weights.TensorFile;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Head logistic of a whole run. */
class PenaltySearchTest {
  @TempDir static Path shared;
  private static Runs run;

  @TempDir Path folder;

  @BeforeAll
  static void oneRunForAll() throws Exception {
    TinySplit split = TinySplit.write(shared, 20, 10, 6);
    run = Runs.of(split, shared.resolve("run")).backbone("resnet18").frozen(1e-3, 30);
    assertThat(run.run("logistic")).isEqualTo(Child.DONE);
  }

  private static ModelManifest manifest(Runs of, Checkpoint which) throws Exception {
    return of.result().checkpoints().get(which).manifest();
  }

  @Test
  void triesEveryPenaltyAndKeepsTheBestOnValidation() throws Exception {
    ModelManifest low = manifest(run, Checkpoint.BEST_LOSS);

    List<TriedPenalty> tried = low.penalties();
    assertThat(tried)
        .extracting(TriedPenalty::penalty)
        .containsExactlyElementsOf(FrozenRecipe.PENALTIES);
    assertThat(tried)
        .extracting(TriedPenalty::trainLoss)
        .as("less penalty, less loss on the training images")
        .isSortedAccordingTo(Comparator.reverseOrder());
    TriedPenalty chosen = tried.stream().filter(TriedPenalty::chosen).findFirst().orElseThrow();
    assertThat(tried).filteredOn(TriedPenalty::chosen).hasSize(1);
    assertThat(tried).allMatch(t -> t.validationLoss() >= chosen.validationLoss());
    assertThat(low.best().validationLoss()).isEqualTo(chosen.validationLoss());
    assertThat(low.best().validationAccuracy()).isGreaterThanOrEqualTo(0.9);
    assertThat(low.history()).hasSize(1);
    assertThat(low.best().epoch()).isEqualTo(1);
    assertThat(low.run().head()).isEqualTo("logistic");
    assertThat(low.size().trainableParameters()).isEqualTo(2 * 513);
    assertThat(low.tuning()).isNull();
  }

  @Test
  void amongEqualsTheStrongerPenaltyIsTaken() throws Exception {
    List<TriedPenalty> tried = manifest(run, Checkpoint.BEST_ACCURACY).penalties();

    double best = tried.stream().mapToDouble(TriedPenalty::validationAccuracy).max().orElseThrow();
    TriedPenalty strongest =
        tried.stream().filter(t -> t.validationAccuracy() == best).findFirst().orElseThrow();
    assertThat(tried).filteredOn(t -> t.validationAccuracy() == best).hasSizeGreaterThan(1);
    assertThat(strongest.chosen()).isTrue();
  }

  @Test
  void isAnOrdinaryLinearHeadInItsFileWhateverTheSeed() throws Exception {
    Runs other = run.in(folder).seed(2).features(run.file("features.safetensors"));
    assertThat(other.run("logistic")).isEqualTo(Child.DONE);

    assertThat(TensorFile.read(run.file("best-loss.safetensors")).get("fc.weight").shape())
        .containsExactly(2L, 512L);
    assertThat(other.file("best-loss.safetensors"))
        .hasSameBinaryContentAs(run.file("best-loss.safetensors"));
  }

  @Test
  void theGridIsTheRecipes() throws Exception {
    Recipe recipe = run.recipe().with(new FrozenRecipe(null, List.of(0.01, 1.0)));
    Runs two = run.in(folder).recipe(recipe).features(run.file("features.safetensors"));

    assertThat(two.run("logistic")).isEqualTo(Child.DONE);

    assertThat(manifest(two, Checkpoint.BEST_LOSS).penalties())
        .extracting(TriedPenalty::penalty)
        .containsExactly(1.0, 0.01);
  }

  @Test
  void aBackboneThatIsNotFrozenIsRefused() throws Exception {
    Runs fineTuned = Runs.of(run.split(), folder);

    assertThat(fineTuned.run("logistic")).isEqualTo(Child.BAD_INPUT);

    ChildEvent.Failed failed = (ChildEvent.Failed) fineTuned.lastEvent();
    assertThat(failed.actor()).isEqualTo(Actor.USER);
    assertThat(failed.reason()).contains("'logistic'", "frozen", "cannot be fine-tuned");
  }
}
