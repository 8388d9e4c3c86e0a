// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.weights.OfficialFiles;
import dev.assay.weights.OfficialWeights;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "path",
    mixinStandardHelpOptions = true,
    description = {
      "Print the path of weights, for scripts.",
      "If they are missing, it says which file to put where and ends with code 2."
    })
final class WeightsPathCommand implements Callable<Integer> {
  private final Program program;
  private final List<OfficialWeights> registry;

  @Mixin private final WeightsOptions options = new WeightsOptions();

  @Parameters(paramLabel = "NAME", description = "A backbone or a file.")
  private String name = "";

  WeightsPathCommand(Program program, List<OfficialWeights> registry) {
    this.program = program;
    this.registry = registry;
  }

  @Override
  public Integer call() {
    OfficialFiles files = options.files(registry);
    List<OfficialWeights> named = files.named(name);
    for (OfficialWeights weights : named) {
      if (files.state(weights) != OfficialFiles.State.HERE) {
        throw CliException.badInput(files.path(weights) + " is missing; " + files.advice(weights));
      }
    }
    List<String> paths = named.stream().map(w -> files.path(w).toString()).toList();
    if (options.json()) {
      program.console().document(paths);
    } else {
      paths.forEach(program.console().out()::println);
      program.console().out().flush();
    }
    return 0;
  }
}
