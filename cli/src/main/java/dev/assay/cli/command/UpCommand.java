package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.progress.StackLines;
import dev.assay.cli.stack.Home;
import dev.assay.cli.stack.HomeLock;
import dev.assay.cli.stack.LocalStack;
import dev.assay.cli.stack.Ports;
import dev.assay.cli.stack.StackFile;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Start the stack and keep it running until Ctrl-C or 'assay stop'.",
      "Kafka, PostgreSQL and the five services, on free ports of the loopback interface; what dies"
          + " is started again. Studies that were under way go on."
    })
final class UpCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port of reporting-service, the one entry (default: any free one).")
  private int port;

  UpCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() throws Exception {
    Console console = program.console();
    if (common.server().isPresent()) {
      throw CliException.badInput("up starts a stack on this machine; --server makes no sense");
    }
    Home home = common.home();
    home.prepare();
    Ports ports = Ports.choose(port);
    HomeLock lock =
        HomeLock.tryAcquire(home)
            .orElseThrow(
                () ->
                    CliException.environment(
                        "a stack already runs on %s; see: assay status".formatted(home.folder())));
    console.say("Starting Kafka, PostgreSQL and five services on " + home.folder());
    try (LocalStack stack =
        LocalStack.start(program.root(), home, lock, ports, new StackLines(console::say))) {
      StackFile file = stack.file();
      if (common.json()) {
        console.document(StackStatus.of(home, file));
      } else {
        console
            .out()
            .println(
                "Ready at " + file.entry() + " (user assay, token in " + home.stackFile() + ")");
        console.out().println("Stop with Ctrl-C, or from elsewhere with: assay stop");
        console.out().flush();
      }
      String reason = stack.broken().get();
      throw CliException.environment("the stack cannot go on: " + reason);
    }
  }
}
