// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.recipe.FrozenRecipe;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CellsTest {
  private static final StudyReader READER =
      new StudyReader(List.of("mobilenet_v2", "resnet50"), List.of("folder"));
  private static final String STUDY =
      """
      name: s
      datasets:
        - {name: one, layout: folder}
        - {name: two, layout: folder}
      training: [frozen, fine-tuned]
      subset-ratios: [1, 0.5]
      seeds: [1, 2, 3]
      """;

  private static List<Cells.Start> starts() {
    return List.of(
        new Cells.Start(
            "resnet50",
            new WeightsChoice(
                "imagenet", ArtifactRef.of("a".repeat(64), 1, MediaTypes.WEIGHTS), "r.pth"),
            Preprocessing.imageNet()),
        new Cells.Start("mobilenet_v2", WeightsChoice.none(), Preprocessing.imageNet()));
  }

  @Test
  void expandsToEveryCombinationInTheOrderOfTheTable() {
    List<Cell> cells = Cells.expand(READER.read(STUDY), starts());

    assertThat(cells)
        .extracting(
            c -> c.dataset() + " " + c.backbone() + " " + c.frozen() + " " + c.subsetRatio())
        .containsExactly(
            "one resnet50 true 1.0",
            "one resnet50 true 0.5",
            "one resnet50 false 1.0",
            "one resnet50 false 0.5",
            "one mobilenet_v2 true 1.0",
            "one mobilenet_v2 true 0.5",
            "one mobilenet_v2 false 1.0",
            "one mobilenet_v2 false 0.5",
            "two resnet50 true 1.0",
            "two resnet50 true 0.5",
            "two resnet50 false 1.0",
            "two resnet50 false 0.5",
            "two mobilenet_v2 true 1.0",
            "two mobilenet_v2 true 0.5",
            "two mobilenet_v2 false 1.0",
            "two mobilenet_v2 false 0.5");
    assertThat(cells).extracting(Cell::cellId).doesNotHaveDuplicates();
  }

  @Test
  void withoutHeadsFrozenRowsAreSolvedAndFineTunedOnesAreTrained() {
    assertThat(Cells.expand(READER.read(STUDY), starts()))
        .allMatch(c -> c.head().equals(c.frozen() ? "logistic" : "linear"));
    assertThat(Cells.expand(READER.read(STUDY + "heads: linear\n"), starts()))
        .allMatch(c -> c.head().equals("linear"));
    assertThat(
            Cells.expand(
                READER.read(STUDY + "recipe: {replication: {mode: eval-after-first-validation}}\n"),
                starts()))
        .as("a replication switch of a training by steps")
        .allMatch(c -> c.head().equals("linear"));
  }

  @Test
  void penaltiesAreOfRowsWithHeadLogisticAlone() {
    String linear = STUDY + "heads: linear\n";
    List<Cell> standard = Cells.expand(READER.read(STUDY), starts());
    List<Cell> inWords =
        Cells.expand(
            READER.read(
                STUDY
                    + "recipe: {penalties: [100, 30, 10, 3, 1, 0.3, 0.1, 0.03, 0.01, 0.003,"
                    + " 0.001]}"),
            starts());
    List<Cell> others =
        Cells.expand(READER.read(STUDY + "recipe: {penalties: [0.1, 1]}\n"), starts());

    assertThat(inWords).isEqualTo(standard);
    assertThat(others)
        .allMatch(
            c ->
                c.recipe()
                    .onFeatures()
                    .grid()
                    .equals(c.frozen() ? List.of(1.0, 0.1) : FrozenRecipe.PENALTIES));
    assertThat(others).filteredOn(Cell::frozen).doesNotContainAnyElementsOf(standard);
    assertThat(standard).containsAll(others.stream().filter(c -> !c.frozen()).toList());
    assertThat(Cells.expand(READER.read(linear), starts()))
        .extracting(c -> c.recipe().frozen())
        .containsOnlyNulls();
  }

  @Test
  void seedsAreNoRows() {
    List<Cell> threeSeeds = Cells.expand(READER.read(STUDY), starts());
    List<Cell> oneSeed = Cells.expand(READER.read(STUDY.replace("[1, 2, 3]", "[1]")), starts());

    assertThat(threeSeeds).isEqualTo(oneSeed);
  }

  @Test
  void theStudysImageSizeReplacesThatOfTheWeights() {
    List<Cell> asTheWeightsSay = Cells.expand(READER.read(STUDY), starts());
    List<Cell> small =
        Cells.expand(READER.read(STUDY + "image-size: {resize: 72, crop: 64}\n"), starts());

    assertThat(asTheWeightsSay)
        .extracting(Cell::preprocessing)
        .containsOnly(Preprocessing.imageNet());
    assertThat(small)
        .extracting(Cell::preprocessing)
        .containsOnly(Preprocessing.imageNet().withSize(72, 64));
  }

  private static String list(int elements, String form) {
    return IntStream.rangeClosed(1, elements)
        .mapToObj(form::formatted)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  @Test
  void refusesMoreCellsAndRunsThanAStudyMayHaveAndNamesTheirNumber() {
    String datasets = "name: s\ndatasets: " + list(300, "{name: d%d, layout: folder}") + "\n";
    String ratios = "subset-ratios: " + list(500, "0.5%03d") + "\n";

    assertThatThrownBy(() -> Cells.expand(READER.read(datasets + ratios), starts()))
        .hasMessageContaining("300000 cells")
        .hasMessageContaining("300 data sets")
        .hasMessageContaining("500 subset ratios");
    assertThatThrownBy(
            () ->
                Cells.expand(
                    READER.read(
                        datasets
                            + "subset-ratios: "
                            + list(100, "0.5%03d")
                            + "\nseeds: "
                            + list(20, "%d")),
                    starts()))
        .hasMessageContaining("1200000 runs")
        .hasMessageContaining("20 seeds");
  }

  @Test
  void everyTwoOfVeryManyCellsAreNotCompared() {
    String many = STUDY.replace("[1, 0.5]", "[" + ratios(51) + "]") + "evaluation: {pairs: %s}\n";

    assertThatThrownBy(() -> Cells.expand(READER.read(many.formatted("all")), starts()))
        .hasMessage(
            "evaluation.pairs: 'all': compares every two of at most 200 cells of a data set, and"
                + " there are 204; accepted: reference, or none with contrasts");
    assertThat(Cells.expand(READER.read(many.formatted("reference")), starts())).hasSize(408);
    assertThat(
            Cells.expand(
                READER.read(
                    STUDY.replace("[1, 0.5]", "[" + ratios(50) + "]")
                        + "evaluation: {pairs: all}\n"),
                starts()))
        .hasSize(400);
  }

  private static String ratios(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Double.toString(1 - i / 100.0))
        .collect(Collectors.joining(", "));
  }
}
