// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import dev.assay.cli.data.RegisteredText;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "diff",
    mixinStandardHelpOptions = true,
    description = "Show what changed between two versions of a registered data set.")
final class DataDiffCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(index = "0", paramLabel = "NAME", description = "The data set.")
  private String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "FROM",
      description =
          "A version's hash or the beginning of it (default: the version before the other).")
  private @Nullable String from;

  @Parameters(
      index = "2",
      arity = "0..1",
      paramLabel = "TO",
      description = "Likewise (default: the current version).")
  private @Nullable String to;

  DataDiffCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      JsonNode diff =
          access.client().datasets().diff(name, Optional.ofNullable(from), Optional.ofNullable(to));
      Console console = program.console();
      if (common.json()) {
        console.document(diff);
      } else {
        RegisteredText.diff(diff).forEach(console.out()::println);
        console.out().flush();
      }
    }
    return 0;
  }
}
