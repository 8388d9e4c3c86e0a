// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import dev.assay.cli.stack.Service;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "repair",
    mixinStandardHelpOptions = true,
    description = {
      "Read every stored model, prediction, metric and comparison, and compute again what is"
          + " damaged or lost.",
      "Images, weights and packed pixels are not computed: register them again, or restore"
          + " them from a backup."
    })
final class RepairCommand implements Callable<Integer> {
  /** In the order of the work: a scoring needs its model. */
  private static final List<Service> SERVICES =
      List.of(Service.TRAINING, Service.INFERENCE, Service.EVALUATION);

  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  RepairCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    Console console = program.console();
    Map<String, JsonNode> reports = new LinkedHashMap<>();
    try (StackAccess access = StackAccess.existing(common)) {
      for (Service service : SERVICES) {
        JsonNode report = access.client().records().repair(service.processName());
        reports.put(service.processName(), report);
        if (!common.json()) {
          print(console, service, report);
        }
      }
    }
    if (common.json()) {
      console.document(reports);
    } else if (reports.values().stream().anyMatch(r -> !r.path("again").isEmpty())) {
      console.out().println("A study whose cells failed for it continues when it is run again.");
    }
    console.out().flush();
    return 0;
  }

  private static void print(Console console, Service service, JsonNode report) {
    JsonNode again = report.path("again");
    console
        .out()
        .printf(
            "%-18s %d results read, %d damaged or lost%n",
            service.processName(), report.path("checked").asInt(), again.size());
    again.forEach(key -> console.out().println("  is computed again: " + key.asText()));
  }
}
