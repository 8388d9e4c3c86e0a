// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = {
      "Print the log of a run's training or scoring.",
      "The logs of the stack's processes are in HOME/logs."
    })
final class LogsCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "RUN",
      description = "A run key, or the beginning of one; see 'assay status STUDY --json'.")
  private String run = "";

  LogsCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      String log = access.client().log(run);
      if (common.json()) {
        program.console().document(Map.of("run", run, "log", log));
      } else {
        program.console().out().print(log);
        program.console().out().flush();
      }
    }
    return 0;
  }
}
