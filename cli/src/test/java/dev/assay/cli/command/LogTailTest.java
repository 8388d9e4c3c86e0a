// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTailTest {
  @Test
  void printsEachLineOnceWhileTheLogGrows() {
    LogTail tail = new LogTail();

    assertThat(tail.fresh("")).isEmpty();
    assertThat(tail.fresh("a\n")).isEqualTo("a\n");
    assertThat(tail.fresh("a\n")).isEmpty();
    assertThat(tail.fresh("a\nb\n")).isEqualTo("b\n");
  }

  @Test
  void goesOnWhereTheServiceNoLongerGivesTheBeginning() {
    LogTail tail = new LogTail();
    String line = "2026-12-01T16:00:00Z epoch %d%n";
    StringBuilder log = new StringBuilder();
    StringBuilder printed = new StringBuilder();
    for (int epoch = 0; epoch < 1000; epoch++) {
      log.append(line.formatted(epoch));
      if (epoch % 50 == 49) {
        // The last 8,000 characters, in whole lines.
        String end = log.substring(Math.max(0, log.length() - 8000));
        printed.append(
            tail.fresh(log.length() > 8000 ? end.substring(end.indexOf('\n') + 1) : end));
      }
    }

    assertThat(printed.toString()).isEqualTo(log.toString());
  }

  @Test
  void printsAnotherLogWhole() {
    LogTail tail = new LogTail();
    tail.fresh("a\nb\n");

    assertThat(tail.fresh("c\n")).isEqualTo("c\n");
  }
}
