// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "study ab12|study 'ab12': its data were withdrawn|study ab12: its data were withdrawn",
        "study ab12|study ab12: it is running|study ab12: it is running",
        "study ab12|study 'cd34': it is running|study ab12: study 'cd34': it is running",
        "xray|there is no such version: 3f|xray: there is no such version: 3f",
        "xray|it has ended|xray: it has ended",
      })
  void namesItsSubjectOnce(String subject, String detail, String message) {
    String body = "{\"detail\": \"%s\"}".formatted(detail);

    assertThat(Problem.of(subject, 409, body)).hasMessage(message);
  }
}
