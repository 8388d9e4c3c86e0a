// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.weights.OfficialFiles;
import dev.assay.contracts.Preprocessing;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.OfficialWeights;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = {
      "List the official weights, and which of them are in the folder.",
      "With --json also their addresses, papers, numbers of parameters and preprocessing."
    })
final class WeightsListCommand implements Callable<Integer> {
  private final Program program;
  private final List<OfficialWeights> registry;

  @Mixin private final WeightsOptions options = new WeightsOptions();

  WeightsListCommand(Program program, List<OfficialWeights> registry) {
    this.program = program;
    this.registry = registry;
  }

  /**
   * One file.
   *
   * @param sha256 all digits, or the first ones if only these are published
   * @param parameters number of parameters of the backbone with its official classifier
   */
  record Line(
      String backbone,
      String file,
      String state,
      String content,
      String sha256,
      String url,
      String source,
      String licence,
      String paper,
      long parameters,
      Preprocessing preprocessing) {}

  @Override
  public Integer call() {
    OfficialFiles files = options.files(registry);
    List<Line> lines = registry.stream().map(w -> line(w, files)).toList();
    if (options.json()) {
      program.console().document(lines);
      return 0;
    }
    int backbone = lines.stream().mapToInt(l -> l.backbone().length()).max().orElse(0);
    int file = lines.stream().mapToInt(l -> l.file().length()).max().orElse(0);
    program.console().out().println("Weights in " + files.folder() + ":");
    for (Line line : lines) {
      program
          .console()
          .out()
          .printf(
              Locale.ROOT,
              "  %-" + backbone + "s  %-" + file + "s  %-7s  %6.1f M parameters  %s, %s%n",
              line.backbone(),
              line.file(),
              line.state(),
              line.parameters() / 1e6,
              line.source(),
              line.licence());
    }
    program.console().out().flush();
    return 0;
  }

  private static Line line(OfficialWeights weights, OfficialFiles files) {
    return new Line(
        weights.backbone(),
        weights.fileName(),
        files.state(weights).label(),
        weights.content().name().toLowerCase(Locale.ROOT),
        weights.sha256Prefix(),
        weights.url().toString(),
        weights.source(),
        weights.licence(),
        weights.paper(),
        BackboneCatalogue.require(weights.backbone()).parameters(),
        weights.preprocessing());
  }
}
