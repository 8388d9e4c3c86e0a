// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "dlq",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands (assay dlq COMMAND --help explains each):%n",
    description = {
      "Show records that a service has set aside, and try them again or delete them.",
      "A waiting record is tried again by itself with growing pauses. A dead one cannot be"
          + " read or used; it stays until it is replayed or dropped."
    })
final class DlqCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  static CommandLine commandLine(Program program) {
    return new CommandLine(new DlqCommand())
        .addSubcommand(new DlqListCommand(program))
        .addSubcommand(new DlqShowCommand(program))
        .addSubcommand(new DlqReplayCommand(program))
        .addSubcommand(new DlqDropCommand(program));
  }
}
