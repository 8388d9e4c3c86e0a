// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import dev.assay.cli.data.IngestionText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "batches",
    mixinStandardHelpOptions = true,
    description =
        "List the batches of images that a data set got, and the result of each, the"
            + " newest first.")
final class DataBatchesCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "NAME", description = "The data set.")
  private String name = "";

  DataBatchesCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      JsonNode batches = access.client().datasets().batches(name);
      Console console = program.console();
      if (common.json()) {
        console.document(batches);
      } else {
        IngestionText.batches(batches).forEach(console.out()::println);
        console.out().flush();
      }
    }
    return 0;
  }
}
