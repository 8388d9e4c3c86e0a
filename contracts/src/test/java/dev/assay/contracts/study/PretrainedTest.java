// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Several weights of one backbone in one study. */
class PretrainedTest {
  private static final StudyReader READER =
      new StudyReader(List.of("resnet50", "dinov2_vitb14"), List.of("folder"));
  private static final String STUDY =
      """
      name: s
      datasets: [{name: a, layout: folder}]
      backbones: [resnet50, dinov2_vitb14]
      training: [frozen, fine-tuned]
      """;
  private static final Starts.File V2 = file("ImageNet-1k (torchvision V2)", "resnet50-2.pth", "2");
  private static final Starts.File V1 = file("ImageNet-1k (torchvision V1)", "resnet50-1.pth", "1");
  private static final Starts.File META = file("LVD-142M", "dinov2.pth", "3");
  private static final Starts.File RAD = file("LVD-142M", "rad-dino.safetensors", "4");
  private static final Map<String, List<Starts.File>> FILES =
      Map.of("resnet50", List.of(V2, V1), "dinov2_vitb14", List.of(META, RAD));

  @Test
  void aSingleChoiceIsWrittenAsBeforeSoThatNoStudyChangesItsIdentity() {
    assertThat(Json.write(Pretrained.of("imagenet"))).isEqualTo("\"imagenet\"");
    assertThat(Json.write(read("none").pretrained())).isEqualTo("\"none\"");
    assertThat(Json.write(read("[none]").pretrained())).isEqualTo("\"none\"");
    assertThat(
            Json.write(
                read("[imagenet, none: [fine-tuned], x.pth: [frozen, fine-tuned]]").pretrained()))
        .isEqualTo(
            "[\"imagenet\",{\"none\":[\"fine-tuned\"]},{\"x.pth\":[\"frozen\",\"fine-tuned\"]}]");
  }

  @Test
  void oneWordGivesTheRowsThatItAlwaysGave() {
    assertThat(rows("imagenet"))
        .containsExactly(
            "resnet50 2 frozen",
            "resnet50 2 fine-tuned",
            "dinov2_vitb14 3 frozen",
            "dinov2_vitb14 3 fine-tuned");
    assertThat(rows("none"))
        .containsExactly(
            "resnet50 none frozen",
            "resnet50 none fine-tuned",
            "dinov2_vitb14 none frozen",
            "dinov2_vitb14 none fine-tuned");
  }

  @Test
  void aListGivesEachBackboneRowsForEachAndAMappingOnlySomeKindsOfTraining() {
    assertThat(rows("[imagenet, none: [fine-tuned]]"))
        .containsExactly(
            "resnet50 2 frozen",
            "resnet50 2 fine-tuned",
            "resnet50 none fine-tuned",
            "dinov2_vitb14 3 frozen",
            "dinov2_vitb14 3 fine-tuned",
            "dinov2_vitb14 none fine-tuned");
  }

  @Test
  void allTakesEveryFileAndANameTakesTheOneOfItsBackbone() {
    assertThat(rows("all: [frozen]"))
        .containsExactly(
            "resnet50 2 frozen",
            "resnet50 1 frozen",
            "dinov2_vitb14 3 frozen",
            "dinov2_vitb14 4 frozen");
    assertThat(rows("[resnet50-1.pth: [frozen], rad-dino.safetensors: [fine-tuned]]"))
        .containsExactly("resnet50 1 frozen", "dinov2_vitb14 4 fine-tuned");
  }

  @Test
  void theSameWeightsChosenTwiceAreOneRow() {
    assertThat(rows("[imagenet: [frozen], resnet50-2.pth, resnet50-1.pth: [frozen]]"))
        .containsExactly(
            "resnet50 2 frozen",
            "resnet50 2 fine-tuned",
            "resnet50 1 frozen",
            "dinov2_vitb14 3 frozen");
  }

  @Test
  void namesTheFileWhereTwoOfABackboneHaveOneOrigin() {
    assertThat(starts("all", FILES::get).starts())
        .extracting(start -> start.weights().source())
        .containsExactly(
            "ImageNet-1k (torchvision V2)",
            "ImageNet-1k (torchvision V1)",
            "LVD-142M (dinov2.pth)",
            "LVD-142M (rad-dino.safetensors)");
  }

  @Test
  void theNameOfTheWeightsIsInNoKey() {
    List<Cell> alone = Cells.expand(read("imagenet"), starts("imagenet", FILES::get).starts());
    List<Cell> together = Cells.expand(read("all"), starts("all", FILES::get).starts());

    assertThat(together)
        .extracting(Cell::cellId)
        .doesNotHaveDuplicates()
        .containsAll(alone.stream().map(Cell::cellId).toList());
  }

  @Test
  void tellsWhichBackbonesAndFilesAreMissing() {
    Function<String, List<Starts.File>> none = backbone -> List.of();

    assertThat(starts("[imagenet, none]", none).withoutFile())
        .containsExactly("resnet50", "dinov2_vitb14");
    assertThat(starts("[none, x.pth]", none).withoutFile()).isEmpty();
    assertThat(starts("[none, x.pth, dinov2.pth]", FILES::get).unknownFiles())
        .containsExactly("x.pth");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cifar                       | pretrained: 'cifar': must be one of imagenet, none, all, or the name of a weights file
          [imagenet, ../x.pth]        | pretrained[1]: '../x.pth': must be one of
          [imagenet, 3]               | pretrained[1]: '3': must be one of
          [imagenet, imagenet]        | pretrained[1]: 'imagenet': is listed twice
          [none, none: [frozen]]      | pretrained: 'none': is listed twice
          [none: [melted]]            | such as none: [fine-tuned]
          [none: []]                  | such as none: [fine-tuned]
          []                          | pretrained: '[]': must have at least one element
          """)
  void refusesWhatIsNoStart(String value, String fault) {
    assertThatThrownBy(() -> read(value))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining(fault);
  }

  @Test
  void refusesAKindOfTrainingThatTheStudyDoesNotHave() {
    assertThatThrownBy(
            () ->
                READER.read(
                    STUDY.replace("[frozen, fine-tuned]", "[frozen]")
                        + "pretrained: [imagenet, none: [fine-tuned]]\n"))
        .hasMessageContaining(
            "pretrained: 'none: fine-tuned': is no kind of training of this study");
  }

  @Test
  void aReferenceIsChosenByItsWeights() {
    StudySpec study =
        READER.read(
            STUDY
                + "pretrained: [imagenet, none]\n"
                + "evaluation: {reference: {backbone: resnet50, weights: none, training:"
                + " fine-tuned}}\n");
    List<Cell> cells = Cells.expand(study, starts("[imagenet, none]", FILES::get).starts());

    Cell reference = study.comparison().referenceAmong(cells).orElseThrow();

    assertThat(reference.weights().isRandom()).isTrue();
    assertThat(reference.frozen()).isFalse();
    assertThat(study.comparison().reference().words()).contains("weights none");
  }

  private static List<String> rows(String pretrained) {
    StudySpec study = read(pretrained);
    return Cells.expand(study, starts(pretrained, FILES::get).starts()).stream()
        .map(
            cell ->
                "%s %s %s"
                    .formatted(
                        cell.backbone(),
                        cell.weights().isRandom()
                            ? "none"
                            : cell.weights().identity().substring(0, 1),
                        cell.frozen() ? "frozen" : "fine-tuned"))
        .toList();
  }

  private static Starts starts(String pretrained, Function<String, List<Starts.File>> files) {
    return Starts.of(
        read(pretrained),
        List.of("resnet50", "dinov2_vitb14"),
        files,
        backbone -> Preprocessing.imageNet());
  }

  private static StudySpec read(String pretrained) {
    String value =
        pretrained.endsWith("]") && !pretrained.startsWith("[")
            ? "{" + pretrained + "}"
            : pretrained;
    return READER.read(STUDY + "pretrained: " + value + "\n");
  }

  private static Starts.File file(String source, String name, String digit) {
    return new Starts.File(
        new WeightsChoice(source, ArtifactRef.of(digit.repeat(64), 1, MediaTypes.WEIGHTS), name),
        Preprocessing.imageNet());
  }
}
