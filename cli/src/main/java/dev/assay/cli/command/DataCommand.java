// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "data",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands (assay data COMMAND --help explains each):%n",
    description =
        "Show data sets: a folder of images, or the data sets of a stack and their new images.")
final class DataCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  static CommandLine commandLine(Program program) {
    return new CommandLine(new DataCommand())
        .addSubcommand(new DataInspectCommand(program))
        .addSubcommand(new DataSplitCommand(program))
        .addSubcommand(new DataListCommand(program))
        .addSubcommand(new DataShowCommand(program))
        .addSubcommand(new DataVersionsCommand(program))
        .addSubcommand(new DataDiffCommand(program))
        .addSubcommand(new DataWatchCommand(program))
        .addSubcommand(new DataBatchesCommand(program))
        .addSubcommand(new DataUploadsCommand(program));
  }
}
