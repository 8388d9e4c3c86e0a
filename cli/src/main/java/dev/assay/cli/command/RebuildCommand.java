// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "rebuild",
    mixinStandardHelpOptions = true,
    description = {
      "Empty the tables of a service and make them anew from the topics and the store.",
      "This is possible for reporting-service: the tables of the others have what no topic has."
          + " Reports are the same afterwards. Events that come meanwhile wait; if it is"
          + " interrupted, the service goes on with it when it starts."
    })
final class RebuildCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "SERVICE", description = "The service: reporting-service.")
  private String service = "";

  RebuildCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    String process = LetterId.service(service).processName();
    Console console = program.console();
    try (StackAccess access = StackAccess.existing(common)) {
      JsonNode report = access.client().records().rebuild(process);
      if (common.json()) {
        console.document(report);
      } else {
        console
            .out()
            .printf(
                Locale.ROOT,
                "%s is made anew from %d events in %.1f s%n",
                process,
                report.path("records").asLong(),
                report.path("seconds").asDouble());
      }
    }
    console.out().flush();
    return 0;
  }
}
