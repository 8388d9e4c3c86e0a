// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.Server;
import dev.assay.cli.client.Waiting;
import dev.assay.cli.progress.StackLines;
import dev.assay.cli.stack.Home;
import dev.assay.cli.stack.HomeLock;
import dev.assay.cli.stack.Launcher;
import dev.assay.cli.stack.LocalStack;
import dev.assay.cli.stack.Ports;
import dev.assay.cli.stack.StackFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Start the stack and leave it running in the background until 'assay stop'.",
      "It runs Kafka, PostgreSQL and the five services on free ports of the loopback"
          + " interface. A process that dies is restarted. Unfinished studies continue."
    })
final class UpCommand implements Callable<Integer> {
  private static final int MOST_PORT = 65_535;

  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of reporting-service, which takes all commands (default: any free one).")
  private int port;

  @Option(
      names = "--foreground",
      description = "Do not return; Ctrl-C or 'assay stop' ends the stack.")
  private boolean foreground;

  UpCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws Exception {
    if (common.server().isPresent()) {
      throw CliException.badInput("up starts a stack on this machine and takes no --server");
    }
    if (port < 0 || port > MOST_PORT) {
      throw CliException.badInput("--port: '%s' must be from 1 to %s".formatted(port, MOST_PORT));
    }
    Home home = common.home();
    home.prepare();
    if (foreground) {
      return stay(home);
    }
    Optional<StackFile> live = StackAccess.live(home);
    if (live.isPresent()) {
      throw alreadyRuns(home);
    }
    // A port in use is reported here rather than in the launcher's log.
    Ports.choose(port);
    Launcher launcher = launch(home);
    Thread stopLauncher = new Thread(launcher::stop, "stop-launcher");
    Runtime.getRuntime().addShutdownHook(stopLauncher);
    StackFile file;
    try {
      file = launcher.awaitReady(program.console()::say);
    } finally {
      Runtime.getRuntime().removeShutdownHook(stopLauncher);
    }
    print(home, file, "Stop it with: " + common.hint("stop"));
    return 0;
  }

  private Launcher launch(Home home) {
    List<String> arguments =
        new ArrayList<>(List.of("up", "--foreground", "--home", home.folder().toString()));
    if (port != 0) {
      arguments.addAll(List.of("--port", Integer.toString(port)));
    }
    return Launcher.start(
        home,
        Assay.class.getName(),
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xmx256m",
            "-Dassay.root=" + program.root()),
        arguments);
  }

  /** Runs the stack in this process until it is stopped. */
  private int stay(Home home) throws Exception {
    Ports ports = Ports.choose(port);
    HomeLock lock = HomeLock.tryAcquire(home).orElseThrow(() -> alreadyRuns(home));
    program.console().say("Starting Kafka, PostgreSQL and five services on " + home.folder());
    try (LocalStack stack =
        LocalStack.start(
            program.installation(), home, lock, ports, new StackLines(program.console()::say))) {
      print(
          home,
          stack.file(),
          "Stop it with Ctrl-C, or from another terminal with: " + common.hint("stop"));
      String reason = stack.broken().get();
      throw CliException.environment("the stack cannot continue: " + reason);
    }
  }

  private void print(Home home, StackFile file, String howToStop) {
    Console console = program.console();
    if (common.json()) {
      console.document(StackStatus.of(home, file));
      return;
    }
    console.out().printf("Ready at %s (user assay, token in %s)%n", file.entry(), home.stackFile());
    try (AssayClient client =
        new AssayClient(
            () -> new Server(file.entry(), file.token()), Waiting.atMost(Duration.ofSeconds(5)))) {
      PageLink.line(client, "").ifPresent(console.out()::println);
    }
    console.out().println(howToStop);
    console.out().flush();
  }

  private CliException alreadyRuns(Home home) {
    return CliException.environment(
        "a stack already runs on %s; see: %s".formatted(home.folder(), common.hint("status")));
  }
}
