// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import dev.assay.bench.orchestration.OrchestrationCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code ./assay bench}. */
@Command(
    name = "assay bench",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header =
        "Measures Assay and the programs that a user would take instead, in interleaved pairs.",
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      NetworksCommand.class,
      FrozenCommand.class,
      StatisticsCommand.class,
      OrchestrationCommand.class
    })
public final class Bench implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  public static void main(String[] args) {
    System.exit(new CommandLine(new Bench()).execute(args));
  }
}
