// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import dev.assay.cli.data.UploadsText;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "uploads",
    mixinStandardHelpOptions = true,
    description =
        "Show what each caller holds in uploads, by data set, and the limits. Who is no operator"
            + " sees only themselves.")
final class DataUploadsCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  DataUploadsCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      JsonNode uploads = access.client().datasets().uploads();
      Console console = program.console();
      if (common.json()) {
        console.document(uploads);
      } else {
        UploadsText.lines(uploads).forEach(console.out()::println);
        console.out().flush();
      }
    }
    return 0;
  }
}
