// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.study.StudyReader.ReadStudy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that were renamed are still read under their earlier names. */
class EarlierKeysTest {
  private static final StudyReader READER = new StudyReader(List.of("resnet50"), List.of("folder"));
  private static final String STUDY =
      """
      name: s
      datasets:
        - {name: a, layout: folder, %1$s: {alpha: white}}
        - name: b
          layout: folder
          %1$s: {alpha: white}
          external: [{name: c, layout: folder, %1$s: {orientation: apply}}]
      on-new-data: re-evaluate
      recipe: {epochs: 5, %2$s: {shuffle: false}}
      evaluation: {%3$s: [1, 3]}
      """;

  @Test
  void meansTheSameAndWarnsOncePerKey() {
    ReadStudy now =
        READER.readWithWarnings(STUDY.formatted("decoding", "replication", "interim-analyses"));
    ReadStudy earlier =
        READER.readWithWarnings(STUDY.formatted("reading", "as-run", "confirmatory-looks"));

    assertThat(earlier.spec()).isEqualTo(now.spec());
    assertThat(earlier.spec().datasets().getLast().external().getFirst().decoding()).isNotNull();
    assertThat(earlier.spec().recipe().hasReplicationSwitches()).isTrue();
    assertThat(earlier.spec().comparison().interimAnalyses()).containsExactly(1, 3);
    assertThat(now.warnings()).isEmpty();
    assertThat(earlier.warnings())
        .containsExactly(
            "datasets[0].reading: the key 'reading' is now called 'decoding'; the earlier name is"
                + " still read and means the same",
            "recipe.as-run: the key 'as-run' is now called 'replication'; the earlier name is still"
                + " read and means the same",
            "evaluation.confirmatory-looks: the key 'confirmatory-looks' is now called"
                + " 'interim-analyses'; the earlier name is still read and means the same");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          decoding: {}, reading | replication | interim-analyses | datasets[0].reading: is the earlier name of 'decoding'
          decoding | replication: {}, as-run | interim-analyses | recipe.as-run: is the earlier name of 'replication'
          decoding | replication | interim-analyses: [1], confirmatory-looks | evaluation.confirmatory-looks: is the earlier name of 'interim-analyses'
          """)
  void refusesBothNamesTogether(
      String decoding, String replication, String analyses, String fault) {
    String study =
        """
        name: s
        datasets: [{name: a, layout: folder, %s: {alpha: white}}]
        on-new-data: re-evaluate
        recipe: {%s: {shuffle: false}}
        evaluation: {%s: [1, 3]}
        """
            .formatted(decoding, replication, analyses);

    FaultException e = catchThrowableOfType(FaultException.class, () -> READER.read(study));

    assertThat(e.faults()).singleElement().extracting(Fault::line).asString().startsWith(fault);
  }

  @Test
  void faultsNameTheKeyThatTheAuthorWrote() {
    FaultException e =
        catchThrowableOfType(
            FaultException.class,
            () ->
                READER.read(STUDY.formatted("reading", "as-run", "confirmatory-looks: [3, 1], x")));

    assertThat(e.faults())
        .extracting(Fault::field)
        .containsExactly("evaluation.confirmatory-looks", "evaluation.x");
  }
}
