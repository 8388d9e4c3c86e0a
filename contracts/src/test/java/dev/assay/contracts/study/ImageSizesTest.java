// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSizesTest {
  private static final StudyReader READER =
      new StudyReader(List.of("resnet50", "dinov2_vits14"), List.of("folder"));
  private static final String STUDY =
      """
      name: s
      datasets: [{name: one, layout: folder}]
      backbones: [resnet50, dinov2_vits14]
      """;

  private static StudySpec read(String size) {
    return READER.read(STUDY + size + "\n");
  }

  private static Starts starts(StudySpec study) {
    WeightsChoice weights =
        new WeightsChoice("w", ArtifactRef.of("a".repeat(64), 1, MediaTypes.WEIGHTS), "w.pth");
    return Starts.of(
        study,
        study.backbones(),
        backbone -> List.of(new Starts.File(weights, ofWeights(backbone))),
        ImageSizesTest::ofWeights);
  }

  private static Preprocessing ofWeights(String backbone) {
    return backbone.equals("resnet50") ? Preprocessing.imageNet() : Preprocessing.dinoV2();
  }

  private static List<String> rows(String size) {
    StudySpec study = read(size);
    return Cells.expand(study, starts(study).starts()).stream()
        .map(c -> c.backbone() + " " + c.preprocessing().resize() + " " + input(c))
        .toList();
  }

  private static String input(Cell cell) {
    return cell.preprocessing().inputWords();
  }

  @Test
  void eachBackboneHasRowsOfEachSize() {
    assertThat(rows("image-size: [224, 448]"))
        .containsExactly(
            "resnet50 256 224 px",
            "resnet50 448 448 px",
            "dinov2_vits14 256 224 px",
            "dinov2_vits14 448 448 px");
    StudySpec study = read("image-size: [224, 448]");
    assertThat(Cells.expand(study, starts(study).starts()))
        .extracting(Cell::cellId)
        .doesNotHaveDuplicates();
  }

  @Test
  void aSizeMayBeMeantForSomeBackbonesAndTheOthersHaveThatOfTheirWeights() {
    assertThat(
            rows(
                "image-size: [weights, {crop: 518, backbones: dinov2_vits14}, {crop: 384, fit: pad,"
                    + " backbones: [resnet50]}]"))
        .containsExactly(
            "resnet50 256 224 px",
            "resnet50 384 384 px padded",
            "dinov2_vits14 256 224 px",
            "dinov2_vits14 518 518 px");
    assertThat(rows("image-size: {crop: 518, fit: squash, backbones: [dinov2_vits14]}"))
        .containsExactly("resnet50 256 224 px", "dinov2_vits14 518 518 px squashed");
  }

  @Test
  void theSizeOfTheWeightsInNumbersIsNoSecondRow() {
    assertThat(rows("image-size: [weights, 224, 448]")).hasSize(4);
  }

  /** The text is in the identity of stored studies. */
  @Test
  void aSingleSizeIsWrittenAsItWasBeforeThereWereSeveral() {
    assertThat(
            Json.write(
                Objects.requireNonNull(read("image-size: {resize: 72, crop: 64}").imageSize())))
        .isEqualTo("{\"crop\":64,\"resize\":72}");
    assertThat(read("image-size: 224").imageSize())
        .isEqualTo(read("image-size: {crop: 224}").imageSize());
    assertThat(Json.write(read("seeds: [1]"))).doesNotContain("imageSize");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "image-size: 16 | image-size | must be pixels from 32 to 2048, the word weights, or",
        "image-size: [224, wide] | image-size[1] | must be pixels from 32 to 2048",
        "image-size: [224, {crop: 64, fit: stretch}] | image-size[1].fit | must be one of crop,",
        "image-size: [{crop: 64, resize: 32}] | image-size[0].resize | must be at least crop",
        "image-size: [{crop: 64, backbones: vgg16}] | image-size[0].backbones | must be one of",
        "image-size: [{side: 64}] | image-size[0].side | is not a key of image-size[0]",
        "image-size: [224, 224] | image-size[1] | is listed twice",
        "image-size: [64, {crop: 64, resize: 72}] | image-size | cannot be told apart"
      })
  void refuses(String size, String field, String message) {
    assertThatThrownBy(() -> read(size))
        .isInstanceOfSatisfying(
            FaultException.class,
            e ->
                assertThat(e.faults())
                    .singleElement()
                    .satisfies(
                        fault -> {
                          assertThat(fault.field()).isEqualTo(field);
                          assertThat(fault.message())
                              .contains(message.replace("cannot be told", "could not be told"));
                        }));
  }

  @Test
  void aSizeThatTheArchitectureRefusesIsOneFault() {
    StudySpec study = read("image-size: [224, 384]\nheads: [linear, knn]");

    List<Fault> faults = starts(study).impossible(study, new TestAbilities());

    assertThat(faults)
        .containsExactly(
            new Fault(
                "image-size",
                "384",
                "is no size of 'dinov2_vits14', whose patches need a crop that is a multiple of"
                    + " 14, such as 378 or 392; a size may name its backbones"));
    StudySpec apart = read("image-size: [224, {crop: 384, backbones: resnet50}]");
    assertThat(starts(apart).impossible(apart, new TestAbilities())).isEmpty();
  }

  @Test
  void theReferenceMayBeChosenByItsSize() {
    StudySpec study =
        read(
            "image-size: [224, 448]\n"
                + "evaluation: {reference: {backbone: resnet50, image-size: 448}}");

    ComparisonPlan plan = Objects.requireNonNull(study.comparison());

    assertThat(plan.referenceAmong(Cells.expand(study, starts(study).starts())))
        .hasValueSatisfying(cell -> assertThat(input(cell)).isEqualTo("448 px"));
    assertThat(Objects.requireNonNull(plan.reference()).words()).isEqualTo("resnet50, 448 px");
  }
}
