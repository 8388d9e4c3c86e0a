// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.stack.Service;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "replay",
    mixinStandardHelpOptions = true,
    description =
        "Have records read and handled again at once, for example after an update or after a disk"
            + " has room again. Nothing counts twice.")
final class DlqReplayCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(arity = "0..*", paramLabel = "RECORD", description = LetterId.FORM)
  private List<String> records = List.of();

  @Option(names = "--all", description = "All records of all services.")
  private boolean all;

  DlqReplayCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    List<LetterId> ids = records.stream().map(LetterId::of).toList();
    if (all != ids.isEmpty()) {
      throw CliException.badInput("name records, or give --all");
    }
    int replayed = 0;
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      if (all) {
        for (Service service : Service.values()) {
          replayed += client.records().replayLetters(service.processName(), Optional.empty());
        }
      }
      for (LetterId id : ids) {
        replayed +=
            client.records().replayLetters(id.service().processName(), Optional.of(id.number()));
      }
    }
    Console console = program.console();
    if (common.json()) {
      console.document(Map.of("replayed", replayed));
    } else {
      console.out().printf("%d records are handled again; see: assay dlq list%n", replayed);
      console.out().flush();
    }
    return 0;
  }
}
