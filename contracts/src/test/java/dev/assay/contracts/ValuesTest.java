// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.contracts.recipe.Loss;
import dev.assay.contracts.recipe.Moments;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.ReplicationSwitches;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The small values that events and keys are made of. */
class ValuesTest {
  private static final String A = "a".repeat(64);
  private static final ArtifactRef FILE = ArtifactRef.of(A, 12, MediaTypes.WEIGHTS);

  @Test
  void aReferenceIsLogicalAndKnowsItsHash() {
    assertThat(FILE.uri()).isEqualTo("assay:sha256/" + A);
    assertThat(FILE.sha256()).isEqualTo(A);
    assertThatThrownBy(() -> new ArtifactRef("file:///tmp/x", 1, MediaTypes.PIXELS))
        .hasMessageContaining("file:///tmp/x");
    assertThatThrownBy(() -> ArtifactRef.of("A".repeat(64), 1, MediaTypes.PIXELS))
        .hasMessageContaining("64 lower-case");
    assertThatThrownBy(() -> ArtifactRef.of(A, -1, MediaTypes.PIXELS)).hasMessageContaining("size");
  }

  @Test
  void aCellIsTheSameCellInEveryStudy() {
    WeightsChoice weights = new WeightsChoice("imagenet", FILE, "one-name.pth");
    WeightsChoice renamed = new WeightsChoice("imagenet", FILE, "another-name.pth");

    assertThat(cell("mobilenet_v2", weights, true, 1).cellId())
        .matches("[0-9a-f]{16}")
        .isEqualTo(cell("mobilenet_v2", renamed, true, 1).cellId());
  }

  @Test
  void everyFieldOfACellIsInItsId() {
    WeightsChoice none = WeightsChoice.none();
    WeightsChoice file = new WeightsChoice("imagenet", FILE, null);

    assertThat(
            List.of(
                cell("mobilenet_v2", none, true, 1).cellId(),
                cell("resnet50", none, true, 1).cellId(),
                cell("mobilenet_v2", file, true, 1).cellId(),
                cell("mobilenet_v2", none, false, 1).cellId(),
                cell("mobilenet_v2", none, true, 0.5).cellId()))
        .doesNotHaveDuplicates();
  }

  private static Cell cell(String backbone, WeightsChoice weights, boolean frozen, double ratio) {
    return Cell.of(
        "set",
        backbone,
        weights,
        Preprocessing.imageNet(),
        "linear",
        Recipe.paper(),
        frozen,
        ratio);
  }

  @Test
  void weightsAreAFileOrRandomAndNothingBetween() {
    assertThat(WeightsChoice.none().isRandom()).isTrue();
    assertThat(WeightsChoice.none().identity()).isEqualTo("none");
    assertThat(new WeightsChoice("imagenet", FILE, null).identity()).isEqualTo(A);
    assertThatThrownBy(() -> new WeightsChoice("imagenet", null, null))
        .hasMessageContaining("weights.file");
    assertThatThrownBy(() -> new WeightsChoice("none", FILE, null))
        .hasMessageContaining("weights.file");
    assertThatThrownBy(() -> new WeightsChoice("none", null, null, FILE))
        .hasMessageContaining("weights.headFile");
  }

  @Test
  void aClassifierApartIsInTheIdentityOfTheHeadThatStandsOnItAlone() {
    WeightsChoice both = new WeightsChoice("imagenet", FILE, null, FILE);

    assertThat(both.forHead("paper").identity()).isEqualTo(A + "+" + A);
    assertThat(both.forHead("linear").identity()).isEqualTo(A);
  }

  @Test
  void preprocessingIsResizeThenCropOfThreeChannels() {
    Preprocessing imageNet = Preprocessing.imageNet();

    assertThat(imageNet.withSize(72, 64).mean()).isEqualTo(imageNet.mean());
    assertThatThrownBy(() -> imageNet.withSize(64, 72)).hasMessageContaining("resize");
    assertThatThrownBy(
            () -> new Preprocessing(256, 224, "nearest", imageNet.mean(), imageNet.std()))
        .hasMessageContaining("must be one of bilinear, bicubic, not 'nearest'");
    assertThat(Preprocessing.dinoV2().withSize(72, 56).interpolation()).isEqualTo("bicubic");
    assertThatThrownBy(() -> new Preprocessing(256, 224, "bilinear", List.of(0.5), imageNet.std()))
        .hasMessageContaining("three values");
    assertThatThrownBy(
            () -> new Preprocessing(256, 224, "bilinear", imageNet.mean(), List.of(0.2, 0.0, 0.2)))
        .hasMessageContaining("std");
  }

  @Test
  void recipePaperIsTheOriginalStudysIntent() {
    Recipe paper = Recipe.paper();

    assertThat(paper).isEqualTo(new Recipe("paper", "adam", 1e-4, 0, 100, 32, true, "none"));
    assertThatThrownBy(() -> new Recipe("paper", "lion", 1e-4, 0, 100, 32, true, "none"))
        .hasMessageContaining("lion");
    assertThatThrownBy(() -> new Recipe("paper", "adam", Double.NaN, 0, 100, 32, true, "none"))
        .hasMessageContaining("learning-rate");
    assertThatThrownBy(() -> new Recipe("paper", "adam", 1e-4, 0, 0, 32, true, "none"))
        .hasMessageContaining("epochs");
  }

  @Test
  void whatIsSwitchedOffInWordsIsAbsentSoThatEqualTrainingsHaveEqualKeys() {
    Recipe inWords =
        Recipe.paper().toBuilder()
            .moments(Moments.STANDARD)
            .clipNorm(null)
            .loss(new Loss(0, "none"))
            .ties("earliest")
            .tf32(false)
            .layerDecay(1.0)
            .replication(new ReplicationSwitches(null, null, null, null))
            .frozen(FrozenRecipe.STANDARD)
            .build();

    assertThat(inWords).isEqualTo(Recipe.paper());
    assertThat(Json.write(inWords))
        .isEqualTo(
            "{\"augment\":\"none\",\"batchSize\":32,\"epochs\":100,\"learningRate\":1.0E-4,"
                + "\"name\":\"paper\",\"optimizer\":\"adam\",\"shuffle\":true,\"weightDecay\":0.0}");
  }

  @Test
  void aGridOfPenaltiesIsSortedAndAbsentWhereItIsStandard() {
    Recipe recipe = Recipe.paper().with(new FrozenRecipe(1, List.of(0.1, 10.0, 1.0)));

    assertThat(recipe.onFeatures().grid()).containsExactly(10.0, 1.0, 0.1);
    assertThat(Json.read(Json.write(recipe), Recipe.class)).isEqualTo(recipe);
    assertThat(recipe.forCell("logistic", true)).isEqualTo(recipe);
    assertThat(recipe.forCell("linear", true)).isEqualTo(Recipe.paper());
    assertThat(recipe.forCell("linear", false)).isEqualTo(Recipe.paper());
    assertThat(Recipe.paper().with(new FrozenRecipe(null, FrozenRecipe.PENALTIES)))
        .isEqualTo(Recipe.paper());
    assertThat(Recipe.paper().onFeatures().grid()).isEqualTo(FrozenRecipe.PENALTIES);
    for (List<Double> wrong : List.of(List.<Double>of(), List.of(1.0, 1.0), List.of(0.0))) {
      assertThatThrownBy(() -> new FrozenRecipe(null, wrong))
          .hasMessageContaining("recipe.penalties");
    }
    assertThatThrownBy(() -> new FrozenRecipe(0, null)).hasMessageContaining("recipe.views");
    assertThat(Recipe.paper().with(new FrozenRecipe(4, null)).forCell("linear", false))
        .isEqualTo(Recipe.paper());
    assertThat(Recipe.paper().with(new FrozenRecipe(4, null)).forCell("paper", true).onFeatures())
        .isEqualTo(new FrozenRecipe(4, null));
  }

  @Test
  void recipeModernReadsBackAndNeverMirrors() {
    Recipe modern = Recipe.modern();

    assertThat(Json.read(Json.write(modern), Recipe.class)).isEqualTo(modern);
    assertThat(modern.augmentation().horizontalFlip()).isFalse();
    assertThat(modern.augmentation().verticalFlip()).isFalse();
    assertThat(modern.isTuned()).isFalse();
    assertThat(modern.hasReplicationSwitches()).isFalse();
    assertThat(modern.withoutAugmentation().augment()).isEqualTo("none");
  }

  @Test
  void anEvaluationPlanIsOneOfTheMethodsThatExist() {
    assertThatThrownBy(() -> new EvaluationPlan(99, 0.95, "group", "percentile", 1))
        .hasMessageContaining("resamples");
    assertThatThrownBy(() -> new EvaluationPlan(100, 95, "group", "percentile", 1))
        .hasMessageContaining("confidence");
    assertThatThrownBy(() -> new EvaluationPlan(100, 0.95, "pixel", "percentile", 1))
        .hasMessageContaining("pixel");
    assertThatThrownBy(() -> new EvaluationPlan(100, 0.95, "image", "jackknife", 1))
        .hasMessageContaining("jackknife");
    assertThatThrownBy(() -> new EvaluationPlan(100, 0.95, "image", "bca", 1, "poisson"))
        .hasMessageContaining("poisson draws whole groups");
    assertThat(new EvaluationPlan(100, 0.95, "group", "bca", 1, "multinomial"))
        .isEqualTo(new EvaluationPlan(100, 0.95, "group", "bca", 1));
  }

  @Test
  void faultsAreToldInOneMessageAndKeptApart() {
    FaultException e =
        new FaultException(
            List.of(
                new Fault("datasets[0].layout", "flat", "must be one of folder, kermany"),
                new Fault("name", null, "is missing")));

    assertThat(e)
        .hasMessage("datasets[0].layout: 'flat': must be one of folder, kermany\nname: is missing");
    assertThat(e.faults()).hasSize(2);
    assertThatThrownBy(() -> new FaultException(List.of())).hasMessageContaining("faults");
  }
}
