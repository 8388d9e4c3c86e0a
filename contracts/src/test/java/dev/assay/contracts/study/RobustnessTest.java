// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Corruption;
import dev.assay.contracts.Corruption.Kind;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.Json;
import dev.assay.contracts.evaluation.RobustnessPlan;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RobustnessTest {
  private static final StudyReader READER = new StudyReader(List.of("resnet50"), List.of("folder"));

  private static StudySpec read(String more) {
    return READER.read("{name: s, datasets: [{name: one, layout: folder}], " + more + "}");
  }

  private static @Nullable RobustnessPlan plan(String more) {
    return read(more).evaluation().robustness();
  }

  @Test
  void aStudyDeclaresKindsAndSeverities() {
    RobustnessPlan plan = plan("robustness: {corruptions: [jpeg, noise], severities: [5, 2]}");

    assertThat(plan)
        .isEqualTo(new RobustnessPlan("accuracy", List.of(Kind.JPEG, Kind.NOISE), List.of(2, 5)));
    assertThat(plan.corruptions())
        .extracting(Corruption::slug)
        .containsExactly("jpeg-2", "jpeg-5", "noise-2", "noise-5");
  }

  @Test
  void anEmptyMappingMeansAllKindsAtThreeSeverities() {
    RobustnessPlan plan = plan("robustness: {}");

    assertThat(plan.kinds()).containsExactly(Kind.values());
    assertThat(plan.severities()).containsExactly(1, 3, 5);
  }

  @Test
  void theMetricIsTheOneOfTheComparisonsOrNamed() {
    assertThat(plan("robustness: {}, evaluation: {primary: auroc}").metric()).isEqualTo("auroc");
    assertThat(plan("robustness: {metric: f1_macro}, evaluation: {primary: auroc}").metric())
        .isEqualTo("f1_macro");
  }

  /** Its identity is made of this JSON. */
  @Test
  void aStudyWithoutTheKeyStaysWhatItWas() {
    assertThat(plan("seeds: 1")).isNull();
    assertThat(Json.write(read("seeds: 1"))).doesNotContain("robustness");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "corruptions: [fog] | robustness.corruptions[0] | must be one of noise, blur, contrast,"
            + " jpeg",
        "corruptions: [] | robustness.corruptions | must have at least one element",
        "corruptions: [blur, blur] | robustness.corruptions[1] | is listed twice",
        "severities: [0] | robustness.severities[0] | must be an integer from 1 to 5",
        "severities: [6] | robustness.severities[0] | must be an integer from 1 to 5",
        "severities: [2, 2] | robustness.severities[1] | is listed twice",
        "severities: high | robustness.severities | must be an integer from 1 to 5",
        "metric: ece | robustness.metric | must be one of accuracy",
        "severity: 1 | robustness.severity | is not a key of robustness"
      })
  void refusesWhatIsNotAccepted(String key, String field, String message) {
    assertThatThrownBy(() -> read("robustness: {" + key + "}"))
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
}
