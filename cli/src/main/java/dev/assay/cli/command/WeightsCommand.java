// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.weights.OfficialWeights;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "weights",
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "List, fetch and check the official weights of the backbones, and check models of your own.",
      "They are in HOME/weights, which 'assay run' uses when --weights is not given."
    })
final class WeightsCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  static CommandLine commandLine(Program program, List<OfficialWeights> registry) {
    return new CommandLine(new WeightsCommand())
        .addSubcommand(new WeightsListCommand(program, registry))
        .addSubcommand(new WeightsPullCommand(program, registry))
        .addSubcommand(new WeightsVerifyCommand(program, registry))
        .addSubcommand(new WeightsPathCommand(program, registry))
        .addSubcommand(new WeightsCheckCommand(program, registry))
        .addSubcommand(new WeightsTemplateCommand(program));
  }
}
