// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "erase",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands (assay erase COMMAND --help explains each):%n",
    description = {
      "Erase data for good, from every service and the store. For operators.",
      "Studies that were made with it are marked as data withdrawn. The receipt says what was"
          + " removed, and its hash is in the audit log."
    })
final class EraseCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  static CommandLine commandLine(Program program) {
    CommandLine line = new CommandLine(new EraseCommand());
    for (Erased what : Erased.values()) {
      line.addSubcommand(EraseSubjectCommand.commandLine(program, what));
    }
    return line.addSubcommand(new EraseReceiptCommand(program));
  }
}
