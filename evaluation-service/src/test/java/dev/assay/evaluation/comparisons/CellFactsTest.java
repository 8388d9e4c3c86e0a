// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.comparisons;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.statistics.comparison.Family;
import dev.assay.statistics.comparison.ReadyMade;
import java.util.List;
import org.junit.jupiter.api.Test;

/** With the sources that official weights files have. */
class CellFactsTest {
  private static Cell cell(String backbone, String source, String head, boolean frozen) {
    return Cell.of(
        "chest",
        backbone,
        new WeightsChoice(source, ArtifactRef.of(Hash.ofText(backbone), 1, "x/y"), backbone),
        backbone.startsWith("dinov2") ? Preprocessing.dinoV2() : Preprocessing.imageNet(),
        head,
        Recipe.paper(),
        frozen,
        1);
  }

  private static List<Family.NamedContrast> contrasts(ReadyMade question, List<Cell> cells) {
    return question.of(CellFacts.of(cells, CellNames.of(cells)));
  }

  private static final String TORCHVISION = "ImageNet-1k (torchvision V1)";

  @Test
  void backbonesOfOneFamilyDifferInSize() {
    List<Cell> cells =
        List.of(
            cell("resnet18", TORCHVISION, "logistic", true),
            cell("resnet50", TORCHVISION, "logistic", true),
            cell("dinov2_vits14", "LVD-142M", "logistic", true),
            cell("dinov2_vitb14", "LVD-142M", "logistic", true),
            cell("dinov2_vitb14_reg", "LVD-142M", "logistic", true),
            cell("mobilenet_v2", TORCHVISION, "logistic", true));

    assertThat(contrasts(ReadyMade.SMALL_VS_LARGE, cells))
        .extracting(Family.NamedContrast::first, Family.NamedContrast::second)
        .containsExactlyInAnyOrder(
            tuple(List.of("resnet18"), List.of("resnet50")),
            tuple(List.of("dinov2_vits14"), List.of("dinov2_vitb14")));
  }

  /** A row that trains a part is neither frozen nor fine-tuned. */
  @Test
  void partsOfABackboneAreNoSideOfFrozenVsFineTuned() {
    Cell part =
        Cell.of(
            "chest",
            "resnet50",
            cell("resnet50", TORCHVISION, "linear", false).weights(),
            Preprocessing.imageNet(),
            "linear",
            Recipe.paper().forCell("linear", false, Adaptation.ofLastBlocks(1)),
            false,
            1);
    Cell frozen = cell("resnet50", TORCHVISION, "linear", true);
    Cell tuned = cell("resnet50", TORCHVISION, "linear", false);

    assertThat(contrasts(ReadyMade.FROZEN_VS_FINE_TUNED, List.of(frozen, part))).isEmpty();
    assertThat(contrasts(ReadyMade.FROZEN_VS_FINE_TUNED, List.of(frozen, tuned, part))).hasSize(1);
    assertThat(CellNames.of(List.of(frozen, tuned, part)).values())
        .containsExactly("resnet50, frozen", "resnet50, fine-tuned", "resnet50, last block");
  }

  @Test
  void namesSayTheWeightsWhereABackboneHasSeveral() {
    Cell one = cell("resnet50", TORCHVISION, "logistic", true);
    Cell random =
        Cell.of(
            "chest",
            "resnet50",
            WeightsChoice.none(),
            Preprocessing.imageNet(),
            "logistic",
            Recipe.paper(),
            true,
            1);

    assertThat(CellNames.of(List.of(one, random)).values())
        .containsExactly(
            "resnet50, ImageNet-1k (torchvision V1) weights", "resnet50, random weights");
    assertThat(CellNames.of(List.of(one, cell("vgg16", "other", "logistic", true))).values())
        .containsExactly("resnet50", "vgg16");
  }

  @Test
  void dinoAndImageNetAreComparedAlthoughTheirImagesAreResizedOtherwise() {
    List<Cell> cells =
        List.of(
            cell("resnet50", "IMAGENET1K_V1", "logistic", true),
            cell("dinov2_vits14", "LVD-142M", "logistic", true));

    assertThat(contrasts(ReadyMade.DINOV2_VS_IMAGENET, cells))
        .containsExactly(
            new Family.NamedContrast(
                "DINOv2 - ImageNet: frozen, linear layer (logistic where frozen), recipe paper,"
                    + " 224 px",
                List.of("dinov2_vits14"),
                List.of("resnet50")));
  }

  @Test
  void theHeadsThatAStudyHasWithoutNamingThemAreOneLinearLayer() {
    List<Cell> standard =
        List.of(
            cell("resnet50", TORCHVISION, "logistic", true),
            cell("resnet50", TORCHVISION, "linear", false));
    List<Cell> both =
        List.of(
            cell("resnet50", TORCHVISION, "logistic", true),
            cell("resnet50", TORCHVISION, "linear", true),
            cell("resnet50", TORCHVISION, "linear", false));

    assertThat(contrasts(ReadyMade.FROZEN_VS_FINE_TUNED, standard))
        .singleElement()
        .satisfies(sides -> assertThat(sides.label()).contains("logistic where frozen"));
    assertThat(contrasts(ReadyMade.FROZEN_VS_FINE_TUNED, both))
        .extracting(Family.NamedContrast::first)
        .containsExactly(List.of("resnet50, head linear, frozen"));
  }

  @Test
  void randomWeightsAreOfNoKind() {
    Cell random =
        Cell.of(
            "chest",
            "resnet18",
            WeightsChoice.none(),
            Preprocessing.imageNet(),
            "logistic",
            Recipe.paper(),
            true,
            1);

    assertThat(
            contrasts(
                ReadyMade.DINOV2_VS_IMAGENET,
                List.of(random, cell("dinov2_vits14", "LVD-142M", "logistic", true))))
        .isEmpty();
  }
}
