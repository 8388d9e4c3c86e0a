// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.recipe.Checkpoint;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindingsReaderTest {
  private static final StudyReader READER =
      new StudyReader(List.of("resnet50"), List.of("folder", "chexpert"));

  private static StudySpec read(String datasets, String rest) {
    return READER.read("name: a\ndatasets: [%s]\n%s".formatted(datasets, rest));
  }

  private static final String SEVERAL = "{name: d, layout: 'chexpert/findings:Effusion+Mass'}";

  @Test
  void theLowestLossChoosesTheEpochAndTheAreaIsCompared() {
    StudySpec spec = read(SEVERAL, "");

    assertThat(spec.checkpoint()).isEqualTo(Checkpoint.BEST_LOSS);
    assertThat(spec.comparison()).isNull();
    assertThat(spec.comparisonOrStandard().primary()).isEqualTo("auroc");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "findings: all | chexpert/findings:*",
        "findings: [Effusion] | chexpert/findings:Effusion",
        "findings: ['Pleural Effusion', 'Größe, =1'] | chexpert/findings:Pleural Effusion+Größe,"
            + " =1"
      })
  void theKeyIsAnotherSpellingOfTheLayout(String key, String layout) {
    assertThat(read("{name: d, layout: chexpert, %s}".formatted(key), "").datasets())
        .extracting(StudySpec.Dataset::layout)
        .containsExactly(layout);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "layout: chexpert/Effusion, findings: all | names a finding or columns already",
        "layout: chexpert, findings: [all, Mass] | stands alone",
        "layout: chexpert, findings: [a+b] | must be a name without '+'",
        "layout: chexpert, findings: [mass, label] | that is not label",
        "layout: chexpert, findings: [] | must",
        "layout: chexpert, findings: [Mass, Mass] | twice"
      })
  void theKeyIsRefusedWhereItSaysNothingClear(String keys, String message) {
    assertThatThrownBy(() -> read("{name: d, %s}".formatted(keys), ""))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("findings")
        .hasMessageContaining(message);
  }

  /** What is declared about the comparison changes nothing of what is not. */
  @Test
  void theAreaIsComparedWhereNothingElseIsNamed() {
    String dataset = "{name: d, layout: chexpert, findings: all}";

    assertThat(read(dataset, "evaluation: {pairs: all}").comparisonOrStandard().primary())
        .isEqualTo("auroc");
    assertThat(
            read("{name: d, layout: chexpert/Mass}", "evaluation: {pairs: all}")
                .comparisonOrStandard()
                .primary())
        .isEqualTo("accuracy");
    assertThatThrownBy(() -> read(dataset, "evaluation: {primary: accuracy}"))
        .isInstanceOf(FaultException.class)
        .hasMessageContaining("evaluation.primary: 'accuracy': must be auroc");
  }

  @Test
  void aStudyOfOneClassStaysWhatItWas() {
    StudySpec spec = read("{name: d, layout: chexpert/Effusion}", "");

    assertThat(spec.checkpoint()).isEqualTo(Checkpoint.BEST_ACCURACY);
    assertThat(spec.comparisonOrStandard().primary()).isEqualTo("accuracy");
  }

  @Test
  void acceptsWhatIsDoneForFindings() {
    read(
        SEVERAL,
        """
        backbones: [resnet50]
        heads: [linear]
        training: [frozen, fine-tuned]
        seeds: [1, 2]
        subset-ratios: [0.5, 1]
        checkpoint: best-loss
        on-new-data: ignore
        evaluation: {primary: auroc, pairs: all, adjusted-p: holm, margin: 0.02, method: per-metric}
        """);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          heads: [knn]                               | heads
          checkpoint: best-accuracy                  | checkpoint
          robustness: {}                             | robustness
          on-new-data: retrain                       | on-new-data
          recipe: {label-smoothing: 0.1}             | recipe.label-smoothing
          recipe: {class-weights: balanced}          | recipe.class-weights
          recipe: {shuffle: false}                   | recipe
          evaluation: {primary: accuracy}            | evaluation.primary
          evaluation: {primary: log_loss}            | evaluation.primary
          evaluation: {method: bca}                  | evaluation.method
          evaluation: {resampling: poisson}          | evaluation.resampling
          evaluation: {positive-class: Mass}         | evaluation.positive-class
          evaluation: {positive-class: Mass, at-specificity: 0.9} | evaluation.at-specificity
          evaluation: {positive-class: Mass, at-sensitivity: 0.9} | evaluation.at-sensitivity
          evaluation: {positive-class: Mass, prevalence: 0.1}     | evaluation.prevalence
          evaluation: {positive-class: Mass, net-benefit: 0.1}    | evaluation.net-benefit
          evaluation: {subgroups: sex}               | evaluation.subgroups
          evaluation: {subgroups: sex, subgroup-metric: auroc}    | evaluation.subgroup-metric
          evaluation: {primary: auroc, interim-analyses: [1]}     | evaluation.interim-analyses
          """)
  void refusesByNameWhatIsNotDoneForFindings(String key, String at) {
    assertThatThrownBy(() -> read(SEVERAL, key))
        .isInstanceOfSatisfying(
            FaultException.class,
            e ->
                assertThat(e.faults())
                    .anySatisfy(
                        fault -> {
                          assertThat(fault.field()).isEqualTo(at);
                          assertThat(fault.message()).contains("findings");
                        }));
  }

  /** Of an evaluation that is asked for later. */
  @Test
  void settingsOutsideOfAStudyAreRefusedLikewise() {
    assertThatThrownBy(
            () -> StudyReader.readSettings("{primary: accuracy, subgroups: sex}", List.of(), true))
        .isInstanceOfSatisfying(
            FaultException.class,
            e ->
                assertThat(e.faults())
                    .extracting(Fault::field)
                    .containsExactly("primary", "subgroups"));
    assertThat(StudyReader.readSettings("resamples: 300", List.of(), true).comparison()).isNull();
    assertThat(StudyReader.readSettings("primary: accuracy", List.of(), false).comparison())
        .isNotNull();
  }

  @Test
  void repeatedSplitsAreAccepted() {
    StudySpec spec = read("{name: d, layout: 'chexpert/findings:*', split: {repeats: 3}}", "");

    assertThat(spec.datasets().getFirst().sections()).hasSize(3);
  }

  @Test
  void refusesFoldsExternalSetsAndAMixtureWithOneClass() {
    assertThatThrownBy(
            () -> read("{name: d, layout: 'chexpert/findings:*', split: {folds: 3}}", ""))
        .hasMessageContaining("has folds");
    assertThatThrownBy(
            () ->
                read(
                    "{name: d, layout: 'chexpert/findings:*', external: [{name: e, layout:"
                        + " folder}]}",
                    ""))
        .hasMessageContaining("has external sets");
    assertThatThrownBy(() -> read(SEVERAL + ", {name: e, layout: folder}", ""))
        .hasMessageContaining("write two studies");
  }

  @Test
  void aLayoutNamesItsFindings() {
    assertThat(FindingLayouts.of("chexpert", List.of("Pleural Effusion", "Mass")))
        .isEqualTo("chexpert/findings:Pleural Effusion+Mass");
    assertThat(FindingLayouts.wanted("findings:Pleural Effusion+Mass"))
        .contains(List.of("Pleural Effusion", "Mass"));
    assertThat(FindingLayouts.wanted("findings:*")).contains(List.of());
    assertThat(FindingLayouts.wanted("Effusion")).isEmpty();
    assertThat(FindingLayouts.isOne("chexpert/Effusion")).isFalse();
  }
}
