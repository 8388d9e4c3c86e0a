// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StudyRunTest {
  @Test
  void interruptedCommandSaysWhatGoesOnAndHowToStopIt() {
    assertThat(StudyRun.farewell("abc", false, command -> "assay " + command + " --home h"))
        .contains("goes on without this command", "assay cancel abc --home h");
    assertThat(StudyRun.farewell("abc", true, command -> command))
        .contains("stops", "is kept", "the same command goes on");
  }
}
