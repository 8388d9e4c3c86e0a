// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ComparisonPlan;
import dev.assay.contracts.recipe.Adaptation;
import dev.assay.contracts.recipe.Lora;
import dev.assay.contracts.recipe.Recipe;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingOfPartsTest {
  private static final StudyReader READER =
      new StudyReader(List.of("resnet50", "dinov2_vits14"), List.of("folder"));
  private static final String STUDY =
      """
      name: s
      datasets: [{name: one, layout: folder}]
      pretrained: none
      """;
  private static final String ALL =
      "training: [frozen, fine-tuned, {last-blocks: 2}, {lora: {rank: 8}}]\n";

  private static StudySpec read(String more) {
    return READER.read(STUDY + more);
  }

  private static Starts starts(StudySpec study) {
    return Starts.of(study, study.backbones(), name -> List.of(), name -> Preprocessing.dinoV2());
  }

  private static List<Cell> cells(String more) {
    StudySpec study = read(more);
    return Cells.expand(study, starts(study).starts());
  }

  @Test
  void eachKindOfTrainingIsARowOfItsOwn() {
    List<Cell> cells = cells("backbones: dinov2_vits14\n" + ALL);

    // Rows of one head stand together: frozen rows have head logistic.
    assertThat(cells)
        .extracting(Cell::trainingLabel)
        .containsExactly("frozen", "fine-tuned", "last 2 blocks", "LoRA r = 8");
    assertThat(cells)
        .extracting(Cell::head)
        .containsExactly("logistic", "linear", "linear", "linear");
    assertThat(cells).extracting(Cell::cellId).doesNotHaveDuplicates();
    assertThat(cells).extracting(Cell::frozen).containsExactly(true, false, false, false);
  }

  /** Cells and keys of earlier studies have no such property. */
  @Test
  void whatWasTrainedBeforeThereWerePartsIsWrittenAsItWas() {
    List<Cell> cells = cells("backbones: dinov2_vits14\ntraining: [frozen, fine-tuned]\n");

    assertThat(Json.write(cells)).doesNotContain("adaptation");
    assertThat(Json.write(read("backbones: resnet50\ntraining: [frozen, fine-tuned]\n")))
        .contains("\"training\":[\"FROZEN\",\"FINE_TUNED\"]");
    assertThat(Json.read(Json.write(Recipe.paper()), Recipe.class)).isEqualTo(Recipe.paper());
  }

  @Test
  void readsWhatItWrites() {
    for (Cell cell : cells("backbones: dinov2_vits14\n" + ALL)) {
      assertThat(Json.read(Json.write(cell), Cell.class)).isEqualTo(cell);
    }
  }

  @Test
  void aNameSaysWhatIsNotUsual() {
    assertThat(Adaptation.ofLastBlocks(1).words()).isEqualTo("last block");
    assertThat(Adaptation.of(new Lora(4, 4, null)).words()).isEqualTo("LoRA r = 4");
    assertThat(Adaptation.of(new Lora(4, 16, List.of("qkv"))).words())
        .isEqualTo("LoRA r = 4, alpha 16 on qkv");
    assertThat(new Lora(4, 16, null).scale()).isEqualTo(4);
    assertThat(new Lora(8, 8, List.of("proj", "qkv"))).isEqualTo(new Lora(8, 8, null));
  }

  @Test
  void theReferenceMayBeChosenByIt() {
    StudySpec study =
        read(
            "backbones: dinov2_vits14\n"
                + ALL
                + "evaluation: {reference: {training: last 2 blocks}}");

    ComparisonPlan plan = Objects.requireNonNull(study.comparison());

    assertThat(plan.referenceAmong(Cells.expand(study, starts(study).starts())))
        .hasValueSatisfying(cell -> assertThat(cell.trainingLabel()).isEqualTo("last 2 blocks"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "training: [{last-blocks: 0}] | training[0].last-blocks | must be an integer from 1 to 64",
        "training: [{lora: {rank: 0}}] | training[0].lora.rank | must be an integer from 1 to 256",
        "training: [{lora: {on: [mlp]}}] | training[0].lora.on[0] | must be one of qkv, proj",
        "training: [{lora: {dropout: 1}}] | training[0].lora.dropout | is not a key of",
        "training: [{lora: 8}] | training[0].lora | must be a mapping",
        "training: [{first-blocks: 1}] | training[0] | must be one of frozen, fine-tuned, {last-",
        "training: [{last-blocks: 2}, {last-blocks: 2}] | training[1] | is listed twice",
        "{training: [{last-blocks: 2}], heads: knn} | heads | is made on the features of a frozen"
      })
  void refuses(String training, String field, String message) {
    String more =
        training.startsWith("{") ? training.substring(1, training.length() - 1) : training;
    String lines = more.replace("], heads", "]\nheads") + "\nbackbones: resnet50\n";
    assertThatThrownBy(() -> read(lines))
        .isInstanceOfSatisfying(
            FaultException.class,
            e ->
                assertThat(e.faults())
                    .anySatisfy(
                        fault -> {
                          assertThat(fault.field()).isEqualTo(field);
                          assertThat(fault.message()).contains(message);
                        }));
  }

  @Test
  void whatABackboneDoesNotHaveIsAFault() {
    StudySpec study =
        read("backbones: [resnet50, dinov2_vits14]\ntraining: [{last-blocks: 5}, {lora: {}}]\n");

    assertThat(starts(study).impossible(study, new TestAbilities()))
        .containsExactly(
            new Fault("training", "last-blocks: 5", "is more than 'resnet50' has: 4 stages"),
            new Fault(
                "training",
                "lora",
                "is for the attention of transformers, which 'resnet50' has not; use last-blocks,"
                    + " or leave out the backbone"));
  }
}
