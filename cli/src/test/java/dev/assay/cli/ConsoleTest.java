// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTest {
  @Test
  void boxesNeedATerminalAndAUtf8Locale() {
    assertThat(Console.screen(Map.of("LANG", "de_DE.UTF-8"), 100, true).boxes()).isTrue();
    assertThat(Console.screen(Map.of("LANG", "C.utf8"), 100, true).boxes()).isTrue();
    assertThat(Console.screen(Map.of("LANG", "C"), 100, true).boxes()).isFalse();
    assertThat(Console.screen(Map.of(), 100, true).boxes()).isFalse();
    assertThat(Console.screen(Map.of("LANG", "de_DE.UTF-8", "LC_ALL", "C"), 100, true).boxes())
        .isFalse();
    assertThat(Console.screen(Map.of("LANG", "de_DE.UTF-8"), 100, false).boxes()).isFalse();
  }

  @Test
  void boldNeedsATerminalThatIsNotDumbAndNobodyWhoForbidsIt() {
    assertThat(Console.screen(Map.of("TERM", "xterm"), 100, true).bold()).isTrue();
    assertThat(Console.screen(Map.of("TERM", "xterm", "NO_COLOR", "1"), 100, true).bold())
        .isFalse();
    assertThat(Console.screen(Map.of("TERM", "dumb"), 100, true).bold()).isFalse();
    assertThat(Console.screen(Map.of(), 100, true).bold()).isFalse();
    assertThat(Console.screen(Map.of("TERM", "xterm"), 100, false).bold()).isFalse();
  }
}
