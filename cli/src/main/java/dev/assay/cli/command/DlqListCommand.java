// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.stack.Service;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description =
        "List the records that services have set aside, the oldest of each service first.")
final class DlqListCommand implements Callable<Integer> {
  private static final int PAGE = 500;

  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  DlqListCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      Map<Service, List<JsonNode>> all = new LinkedHashMap<>();
      for (Service service : Service.values()) {
        all.put(service, letters(access.client(), service));
      }
      Console console = program.console();
      if (common.json()) {
        Map<String, List<JsonNode>> document = new LinkedHashMap<>();
        all.forEach((service, letters) -> document.put(service.processName(), letters));
        console.document(document);
        return 0;
      }
      all.forEach((service, letters) -> letters.forEach(letter -> print(service, letter)));
      if (all.values().stream().allMatch(List::isEmpty)) {
        console.out().println("No records are set aside.");
      }
      console.out().flush();
    }
    return 0;
  }

  private static List<JsonNode> letters(AssayClient client, Service service) {
    List<JsonNode> all = new ArrayList<>();
    JsonNode page = client.records().letters(service.processName(), 0, PAGE).path("letters");
    while (!page.isEmpty()) {
      page.forEach(all::add);
      long last = all.getLast().path("id").asLong();
      page = client.records().letters(service.processName(), last, PAGE).path("letters");
    }
    return all;
  }

  private void print(Service service, JsonNode letter) {
    program
        .console()
        .out()
        .printf(
            "%-14s %-8s %s/%d/%d, %d bytes, attempt %d: %s%n",
            service.schema() + "/" + letter.path("id").asLong(),
            letter.path("state").asText(),
            letter.path("topic").asText(),
            letter.path("partition").asInt(),
            letter.path("offset").asLong(),
            letter.path("size").asInt(),
            letter.path("attempts").asInt(),
            letter.path("reason").asText().lines().findFirst().orElse(""));
  }
}
