// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.Console;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "drop",
    mixinStandardHelpOptions = true,
    description = "Delete records that were set aside, for good.")
final class DlqDropCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(arity = "1..*", paramLabel = "RECORD", description = LetterId.FORM)
  private List<String> records = List.of();

  DlqDropCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    List<LetterId> ids = records.stream().map(LetterId::of).toList();
    try (StackAccess access = StackAccess.existing(common)) {
      ids.forEach(
          id -> access.client().records().dropLetter(id.service().processName(), id.number()));
    }
    Console console = program.console();
    if (common.json()) {
      console.document(Map.of("dropped", ids.size()));
    } else {
      console.out().printf("%d records are deleted.%n", ids.size());
      console.out().flush();
    }
    return 0;
  }
}
