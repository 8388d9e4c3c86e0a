// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SuggestionsTest {
  private static final List<String> COMMANDS = List.of("run", "report", "resume", "status");

  @ParameterizedTest
  @CsvSource({"rnu, run", "Run, run", "reprt, report", "statsu, status", "resumee, resume"})
  void findsWhatWasMeant(String given, String meant) {
    assertThat(Suggestions.of(given, COMMANDS)).isEqualTo("; did you mean '" + meant + "'?");
  }

  @Test
  void saysNothingWhereNothingIsClose() {
    assertThat(Suggestions.of("evaluate", COMMANDS)).isEmpty();
    assertThat(Suggestions.of("", COMMANDS)).isEmpty();
    assertThat(Suggestions.of("run", List.of())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ab, ba, 1", "abc, abc, 0", "abc, xbc, 1", "abc, abcd, 1", "'', abc, 3"})
  void countsChanges(String a, String b, int changes) {
    assertThat(Suggestions.distance(a, b)).isEqualTo(changes);
  }
}
