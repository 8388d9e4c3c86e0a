// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import dev.assay.cli.data.RegisteredText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "List the data sets that the stack has registered.")
final class DataListCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  DataListCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      JsonNode datasets = access.client().datasets().all();
      Console console = program.console();
      if (common.json()) {
        console.document(datasets);
      } else {
        RegisteredText.list(datasets).forEach(console.out()::println);
        console.out().flush();
      }
    }
    return 0;
  }
}
