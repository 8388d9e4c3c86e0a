// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import dev.assay.contracts.Printable;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Show a record that was set aside, with the beginning of its content.")
final class DlqShowCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "RECORD", description = LetterId.FORM)
  private String record = "";

  DlqShowCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    LetterId id = LetterId.of(record);
    try (StackAccess access = StackAccess.existing(common)) {
      JsonNode letter = access.client().records().letter(id.service().processName(), id.number());
      Console console = program.console();
      if (common.json()) {
        console.document(letter);
        return 0;
      }
      letter
          .properties()
          .forEach(
              field ->
                  console
                      .out()
                      .printf(
                          "%-12s %s%n", field.getKey(), Printable.of(field.getValue().asText())));
      console.out().flush();
    }
    return 0;
  }
}
