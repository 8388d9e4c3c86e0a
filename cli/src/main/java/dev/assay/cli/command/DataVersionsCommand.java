// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import dev.assay.cli.data.RegisteredText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "versions",
    mixinStandardHelpOptions = true,
    description = "List the versions of a registered data set, the newest first.")
final class DataVersionsCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "NAME", description = "The data set.")
  private String name = "";

  DataVersionsCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      JsonNode versions = access.client().datasets().versions(name);
      Console console = program.console();
      if (common.json()) {
        console.document(versions);
      } else {
        RegisteredText.versions(versions).forEach(console.out()::println);
        console.out().flush();
      }
    }
    return 0;
  }
}
