// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.client.AssayClient;
import dev.assay.contracts.Printable;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "logs",
    mixinStandardHelpOptions = true,
    description = {
      "Print the log of a run's training or scoring: its epochs with losses and images per second,"
          + " and what the engine wrote.",
      "The logs of the stack's processes are in HOME/logs."
    })
final class LogsCommand implements Callable<Integer> {
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  /** States in which a log may still grow. */
  private static final Set<String> OPEN = Set.of("queued", "running", "paused");

  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      paramLabel = "RUN",
      description = "A run key, or the beginning of one; see 'assay runs STUDY'.")
  private String run = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on printing what is added, until the run has ended.")
  private boolean follow;

  LogsCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws InterruptedException {
    if (follow && common.json()) {
      throw CliException.badInput("--follow prints a log that grows; it goes not with --json");
    }
    try (StackAccess access = StackAccess.existing(common)) {
      if (follow) {
        follow(access.client());
        return 0;
      }
      String log = access.client().log(run);
      if (common.json()) {
        program.console().document(Map.of("run", run, "log", log));
      } else {
        print(log);
      }
    }
    return 0;
  }

  private void follow(AssayClient client) throws InterruptedException {
    LogTail tail = new LogTail();
    boolean waits = false;
    while (true) {
      // The state is asked for first, so that what was written before its end is not missed.
      boolean open = OPEN.contains(client.run(run).path("state").asText());
      String log = client.logIfThere(run).orElse("");
      print(tail.fresh(log));
      if (!open) {
        return;
      }
      if (log.isEmpty() && !waits) {
        waits = true;
        program.console().say("waiting for the run to begin");
      }
      Thread.sleep(POLL_INTERVAL);
    }
  }

  private void print(String log) {
    program.console().out().print(Printable.of(log));
    program.console().out().flush();
  }
}
