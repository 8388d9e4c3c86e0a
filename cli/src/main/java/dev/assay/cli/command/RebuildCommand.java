// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import dev.assay.cli.stack.Service;
import dev.assay.contracts.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description = {
      "Make the tables of a service anew from the topics and the store.",
      "What follows from topics is made anew; what no topic has is kept: data sets, models, stored"
          + " results, interim analyses. Nothing is trained, scored or evaluated twice. Events that"
          + " come meanwhile wait; if it is interrupted, the service goes on with it when it"
          + " starts. It is refused where a topic has lost its first records."
    })
final class RebuildCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "SERVICE",
      description = "data, training, inference, evaluation, reporting, or all of them: all.")
  private String service = "";

  RebuildCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    List<Service> services =
        service.equals("all") ? List.of(Service.values()) : List.of(LetterId.service(service));
    Console console = program.console();
    List<JsonNode> reports = new ArrayList<>();
    try (StackAccess access = StackAccess.existing(common)) {
      for (Service one : services) {
        JsonNode report = access.client().records().rebuild(one.processName());
        reports.add(report);
        if (!common.json()) {
          console
              .out()
              .printf(
                  Locale.ROOT,
                  "%s is made anew from %d events in %.1f s%n",
                  one.processName(),
                  report.path("records").asLong(),
                  report.path("seconds").asDouble());
        }
      }
    }
    if (common.json()) {
      console.document(
          services.size() == 1 ? reports.getFirst() : Json.mapper().valueToTree(reports));
    }
    console.out().flush();
    return 0;
  }
}
