// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.assay.cli.Console;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.data.IngestionText;
import dev.assay.cli.data.RegisteredText;
import dev.assay.contracts.Json;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description =
        "Show a registered data set: images, classes, patients, files that are left out, duplicates"
            + " and near-duplicates, the splits of studies, and when its folder is polled.")
final class DataShowCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "NAME", description = "The data set.")
  private String name = "";

  @Option(
      names = "--version-hash",
      paramLabel = "HASH",
      description = "An earlier version, by its hash or the beginning of it; without leaks.")
  private @Nullable String version;

  DataShowCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      ObjectNode document = document(access.client());
      Console console = program.console();
      if (common.json()) {
        console.document(document);
      } else {
        RegisteredText.show(document).forEach(console.out()::println);
        if (document.has("watch")) {
          console.out().println("  watched     " + IngestionText.when(document.path("watch")));
        }
        console.out().flush();
      }
    }
    return 0;
  }

  private ObjectNode document(AssayClient client) {
    ObjectNode document = Json.mapper().createObjectNode();
    if (version != null) {
      return document.set("dataset", client.datasets().one(name, version));
    }
    JsonNode dataset = client.datasets().one(name);
    document.set("dataset", dataset);
    document.set("leaks", client.datasets().leaks(name));
    document.set("splits", client.datasets().splits(name));
    client.datasets().watch(name).ifPresent(watch -> document.set("watch", watch));
    return document;
  }
}
