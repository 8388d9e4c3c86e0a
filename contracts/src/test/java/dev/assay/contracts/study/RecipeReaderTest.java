// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.recipe.Augmentation;
import dev.assay.contracts.recipe.Loss;
import dev.assay.contracts.recipe.Moments;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.contracts.recipe.Schedule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecipeReaderTest {
  private static final StudyReader READER =
      new StudyReader(List.of("mobilenet_v2"), List.of("kermany"));
  private static final String LEAST =
      """
      name: chest
      datasets:
        - name: xray
          layout: kermany
      """;

  private static Recipe recipe(String lines) {
    return READER.read(LEAST + "training: fine-tuned\n" + lines).recipe();
  }

  @Test
  void aNameStandsForAllItsValues() {
    assertThat(recipe("recipe: modern\n")).isEqualTo(Recipe.modern());
    assertThat(recipe("recipe: {name: modern}\n")).isEqualTo(Recipe.modern());
    assertThat(recipe("recipe: paper\n")).isEqualTo(Recipe.paper());
    assertThat(recipe("recipe: {name: paper}\n")).isEqualTo(Recipe.paper());
  }

  @Test
  void everyHyperParameterCanBeSet() {
    Recipe recipe =
        recipe(
            """
            recipe:
              name: modern
              optimizer: adamw
              learning-rates: [0.0001, 0.00003, 0.001]
              weight-decay: 0.1
              beta1: 0.8
              beta2: 0.99
              epsilon: 1.0e-6
              epochs: 12
              batch-size: 16
              shuffle: true
              schedule: cosine
              warmup-epochs: 2
              final-learning-rate: 1.0e-6
              layer-decay: 0.65
              clip-norm: 3
              augment: standard
              augmentation:
                scale: 0.7
                rotation: 5
                brightness: 0.2
                contrast: 0.3
                horizontal-flip: true
                vertical-flip: true
              label-smoothing: 0.1
              class-weights: balanced
              patience: 4
              ties: earliest
              tf32: true
            """);

    assertThat(recipe)
        .isEqualTo(
            new Recipe("modern", "adamw", 1e-4, 0.1, 12, 16, true, "none")
                .toBuilder()
                    .augment("standard")
                    .learningRates(List.of(1e-4, 3e-5, 1e-3))
                    .moments(new Moments(0.8, 0.99, 1e-6))
                    .schedule(new Schedule(2, 1e-6))
                    .layerDecay(0.65)
                    .clipNorm(3.0)
                    .augmentation(new Augmentation(0.7, 5, 0.2, 0.3, true, true))
                    .loss(new Loss(0.1, "balanced"))
                    .patience(4)
                    .tf32(true)
                    .build());
    assertThat(recipe.isTuned()).isTrue();
    assertThat(recipe.budget()).containsExactly(1e-4, 3e-5, 1e-3);
  }

  @Test
  void everyPartOfModernCanBeSwitchedOff() {
    Recipe recipe =
        recipe(
            """
            recipe:
              name: modern
              schedule: constant
              layer-decay: none
              clip-norm: none
              augment: none
              patience: none
              ties: earliest
            """);

    assertThat(recipe).isEqualTo(new Recipe("modern", "adamw", 1e-4, 0.05, 30, 32, true, "none"));
  }

  @Test
  void replicationSwitchesExcludeTheirRowsFromComparisons() {
    StudySpec study =
        READER.read(
            LEAST
                + """
                backbones: mobilenet_v2
                recipe:
                  replication:
                    shuffle: false
                    mode: eval-after-first-validation
                    validation: batch-mean
                """);

    assertThat(study.recipe().hasReplicationSwitches()).isTrue();
    assertThat(study.recipe().switches())
        .containsExactly(
            "shuffle: false", "mode: eval-after-first-validation", "validation: batch-mean");
    assertThat(Json.read(Json.write(study.recipe()), Recipe.class)).isEqualTo(study.recipe());
    assertThat(cells(study)).hasSize(1).noneMatch(Cell::isComparable);
    assertThat(Recipe.paper().hasReplicationSwitches()).isFalse();
  }

  @Test
  void theSplitSwitchAppliesToEveryDataSet() {
    StudySpec study = READER.read(LEAST + "recipe: {replication: {split: image}}\n");

    assertThat(study.datasets()).allMatch(d -> "image".equals(d.split().unit()));
    assertThat(study.recipe().switches()).containsExactly("split: image");
    assertThat(READER.read(LEAST).datasets()).allMatch(d -> d.split().unit() == null);
    assertThat(
            READER.read(LEAST + "heads: logistic\nrecipe: {replication: {split: image}}\n").heads())
        .as("the training itself has no switch")
        .containsExactly("logistic");
  }

  @Test
  void theSwitchOfFrozenVggsAppliesToFrozenRowsAlone() {
    StudySpec study =
        READER.read(
            LEAST
                + "backbones: mobilenet_v2\ntraining: [frozen, fine-tuned]\n"
                + "recipe: {replication: {vgg-frozen: features-only}}\n");

    assertThat(cells(study))
        .extracting(c -> c.frozen() + " " + c.isComparable())
        .containsExactly("true false", "false true");
  }

  @Test
  void frozenCellsOfAModernStudyAreNotAugmented() {
    StudySpec study =
        READER.read(
            LEAST + "backbones: mobilenet_v2\ntraining: [frozen, fine-tuned]\nrecipe: modern\n");

    assertThat(cells(study))
        .extracting(c -> c.frozen() + " " + c.recipe().augment())
        .containsExactly("true none", "false standard");
    assertThat(cells(study)).allMatch(Cell::isComparable);
  }

  private static List<Cell> cells(StudySpec study) {
    return Cells.expand(
        study,
        List.of(new Cells.Start("mobilenet_v2", WeightsChoice.none(), Preprocessing.imageNet())));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {inertia: 0.9}                        | recipe.inertia: is not a key of recipe; accepted keys: augment, augmentation
          {optimizer: lion}                     | recipe.optimizer: 'lion': must be one of adam, adamw
          {learning-rates: [0]}                 | recipe.learning-rates[0]: '0': must be a number from
          {learning-rates: [1, 1]}              | recipe.learning-rates[1]: '1': is listed twice
          {learning-rate: 1, learning-rates: 2} | recipe.learning-rates: must not be given together with learning-rate
          {momentum: 0.5}                       | recipe.momentum: is accepted only with optimizer: sgd
          {optimizer: adamw, nesterov: true}    | recipe.nesterov: is accepted only with optimizer: sgd
          {optimizer: sgd, beta1: 0.5}          | recipe.beta1: is accepted only with optimizer: adam or adamw
          {optimizer: sgd, momentum: 0, nesterov: true} | recipe.nesterov: 'true': needs momentum above 0
          {optimizer: sgd, momentum: 1}         | recipe.momentum: '1': must be
          {warmup-epochs: 2}                    | recipe.warmup-epochs: is accepted only with schedule: cosine
          {schedule: cosine, epochs: 2, warmup-epochs: 2} | recipe.warmup-epochs: '2': must be less than epochs, which is 2
          {schedule: linear}                    | recipe.schedule: 'linear': must be one of constant, cosine
          {layer-decay: 2}                      | recipe.layer-decay: '2': must be a number from 0.01 to 1.0
          {clip-norm: soft}                     | recipe.clip-norm: 'soft': must be a number from
          {augmentation: {rotation: 5}}         | recipe.augmentation: is accepted only with augment: standard
          {augment: standard, augmentation: {flip: true}} | recipe.augmentation.flip: is not a key of recipe.augmentation; accepted keys: brightness
          {label-smoothing: 1}                  | recipe.label-smoothing: '1': must be a number from 0.0 to 0.9
          {class-weights: some}                 | recipe.class-weights: 'some': must be one of none, balanced
          {patience: 0}                         | recipe.patience: '0': must be an integer from 1
          {ties: random}                        | recipe.ties: 'random': must be one of earliest, lower-loss
          {replication: {mode: eval}}                | recipe.replication.mode: 'eval': must be one of eval-after-first-validation
          {replication: {mod: eval}}                 | recipe.replication.mod: is not a key of recipe.replication; accepted keys: mode, shuffle
          {replication: all}                         | recipe.replication: 'all': must be a mapping
          {replication: {shuffle: maybe}}            | recipe.replication.shuffle: 'maybe': must be true or false
          {replication: {split: patient}}            | recipe.replication.split: 'patient': must be one of image
          {replication: {vgg-frozen: features-only}} | recipe.replication.vgg-frozen: applies to frozen backbones
          {name: modern, replication: {mode: eval-after-first-validation}} | recipe.replication: belongs to recipe paper alone
          """)
  void saysWhatWouldBeAccepted(String recipe, String message) {
    FaultException e =
        catchThrowableOfType(
            FaultException.class,
            () -> READER.read(LEAST + "training: fine-tuned\nrecipe: " + recipe + "\n"));

    assertThat(e.faults()).as(e.getMessage()).hasSize(1);
    assertThat(e.faults().getFirst().line()).startsWith(message);
  }

  @Test
  void aFrozenBackboneRefusesAugmentation() {
    FaultException e =
        catchThrowableOfType(
            FaultException.class,
            () -> READER.read(LEAST + "recipe: {name: modern, augment: standard}\n"));

    assertThat(e).hasMessageContaining("recipe.augment: 'standard': must be none where training");
  }
}
