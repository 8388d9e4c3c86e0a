// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.stack.Home;
import dev.assay.cli.stack.HomeLock;
import dev.assay.cli.stack.LocalStack;
import dev.assay.cli.stack.StackFile;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
    name = "stop",
    mixinStandardHelpOptions = true,
    description = {
      "Stop the stack of the home. Its studies continue when it is started again.",
      "Also stops processes that a killed launcher left running."
    })
final class StopCommand implements Callable<Integer> {
  /** Longer than the services, the broker and the database may need together. */
  private static final Duration GRACE = Duration.ofSeconds(90);

  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  StopCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (common.server().isPresent()) {
      throw CliException.badInput("stop ends the stack on this machine and takes no --server");
    }
    Home home = common.home();
    if (!Files.isDirectory(home.folder())) {
      return print(home, false, List.of());
    }
    Optional<StackFile> live = StackAccess.live(home);
    live.ifPresent(file -> file.launcher().stop(GRACE));
    HomeLock lock =
        HomeLock.tryAcquire(home)
            .orElseThrow(
                () ->
                    CliException.environment(
                        "another process uses the home %s and did not end"
                            .formatted(home.folder())));
    try (lock) {
      return print(home, live.isPresent(), LocalStack.stopOrphans(home));
    }
  }

  private int print(Home home, boolean stopped, List<String> orphans) {
    if (common.json()) {
      program
          .console()
          .document(
              Map.of("home", home.folder().toString(), "stopped", stopped, "orphans", orphans));
      return 0;
    }
    String line =
        stopped ? "The stack is stopped." : orphans.isEmpty() ? "No stack was running." : "";
    program.console().out().print(line.isEmpty() ? "" : line + "\n");
    if (!orphans.isEmpty()) {
      program
          .console()
          .out()
          .println(
              "Stopped the processes that a killed launcher had left running: "
                  + String.join(", ", orphans));
    }
    program.console().out().flush();
    return 0;
  }
}
