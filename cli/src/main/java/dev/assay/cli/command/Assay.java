// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitCode;
import dev.assay.cli.Suggestions;
import dev.assay.cli.Version;
import dev.assay.contracts.Fault;
import dev.assay.weights.BackboneCatalogue;
import dev.assay.weights.OfficialWeights;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line {@code assay} and its main method. */
@Command(
    name = "assay",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    header =
        "Compares pretrained image models on medical images, from a folder of images to a LaTeX"
            + " table.",
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands (assay COMMAND --help explains each):%n",
    footerHeading = "%n",
    footer = {
      "  test    Build and run every test: test [-Dx=y...] [--full]. -D properties go",
      "            to Maven, --full adds the long tests.",
      "  bench   Compare the speed of Assay with that of other software: bench --help.",
      "",
      "First steps:",
      "  assay demo                                   a small real study, ready to run",
      "  assay init DIR                               a study for a folder of images",
      "  assay run STUDY.yaml --images DIR --dry-run  show the plan of a study",
      "  assay weights pull "
          + BackboneCatalogue.EXAMPLE
          + "                  fetch official weights",
      "  assay run STUDY.yaml --images DIR            run it",
      "",
      "Exit codes:"
    })
public final class Assay implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }

  static CommandLine commandLine(Program program) {
    return commandLine(program, OfficialWeights.all());
  }

  static CommandLine commandLine(Program program, List<OfficialWeights> registry) {
    CommandLine line =
        new CommandLine(new Assay())
            .addMixin("common", new CommonOptions())
            .addSubcommand(new DemoCommand(program))
            .addSubcommand(new InitCommand(program))
            .addSubcommand(new RunCommand(program))
            .addSubcommand(DataCommand.commandLine(program))
            .addSubcommand(WeightsCommand.commandLine(program, registry))
            .addSubcommand(new EvaluateCommand(program))
            .addSubcommand(new PlanCommand(program))
            .addSubcommand(new UpCommand(program))
            .addSubcommand(new StatusCommand(program))
            .addSubcommand(new RunsCommand(program))
            .addSubcommand(new LogsCommand(program))
            .addSubcommand(new OpenCommand(program))
            .addSubcommand(new ReportCommand(program))
            .addSubcommand(new CompareCommand(program))
            .addSubcommand(new ExportCommand(program))
            .addSubcommand(new VerifyCommand(program))
            .addSubcommand(new KeysCommand(program))
            .addSubcommand(StudyControlCommand.commandLine(program, StudyControl.CANCEL))
            .addSubcommand(StudyControlCommand.commandLine(program, StudyControl.PAUSE))
            .addSubcommand(StudyControlCommand.commandLine(program, StudyControl.RESUME))
            .addSubcommand(new RetryCommand(program))
            .addSubcommand(new ReproduceCommand(program))
            .addSubcommand(DlqCommand.commandLine(program))
            .addSubcommand(new RepairCommand(program))
            .addSubcommand(new GcCommand(program))
            .addSubcommand(new RebuildCommand(program))
            .addSubcommand(EraseCommand.commandLine(program))
            .addSubcommand(new AuditCommand(program))
            .addSubcommand(new StopCommand(program))
            .addSubcommand(new DistCommand(program))
            .addSubcommand(new CompletionCommand(program))
            .addSubcommand(new CommandLine.HelpCommand());
    line.getCommandSpec().version("assay " + Version.text());
    String[] codes = new String[ExitCode.values().length];
    for (ExitCode code : ExitCode.values()) {
      codes[code.ordinal()] = "  %3d  %s".formatted(code.number(), code.meaning());
    }
    String[] footer = line.getCommandSpec().usageMessage().footer();
    String[] full = Arrays.copyOf(footer, footer.length + codes.length);
    System.arraycopy(codes, 0, full, footer.length, codes.length);
    line.getCommandSpec().usageMessage().footer(full);
    Console console = program.console();
    line.setOut(new PrintWriter(console.out(), true, StandardCharsets.UTF_8));
    line.setErr(new PrintWriter(console.err(), true, StandardCharsets.UTF_8));
    line.setExecutionStrategy(
        parsed -> {
          refuseUnknown(parsed);
          handDown(parsed);
          return new RunLast().execute(parsed);
        });
    line.setExecutionExceptionHandler((e, command, parsed) -> failed(console, command, e));
    line.setParameterExceptionHandler((e, arguments) -> mistyped(console, e));
    return line;
  }

  /** A request for help lets the parser pass what it does not know. */
  private static void refuseUnknown(ParseResult parsed) {
    for (ParseResult at = parsed; at != null; at = at.hasSubcommand() ? at.subcommand() : null) {
      if (!at.unmatched().isEmpty()) {
        throw new UnmatchedArgumentException(at.commandSpec().commandLine(), at.unmatched());
      }
    }
  }

  /** One line says what is wrong, one where help is: a screen of usage would hide it. */
  private static int mistyped(Console console, ParameterException e) {
    CommandLine command = e.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().getFirst();
      boolean option = first.startsWith("-");
      boolean commands = !option && !command.getSubcommands().isEmpty();
      List<String> known =
          option
              ? command.getCommandSpec().options().stream()
                  .filter(spec -> !spec.hidden())
                  .flatMap(spec -> Arrays.stream(spec.names()))
                  .toList()
              : commands ? List.copyOf(command.getSubcommands().keySet()) : List.of();
      console.say(
          "assay: '%s' is no %s of %s%s"
              .formatted(
                  first,
                  option ? "option" : commands ? "command" : "argument",
                  name,
                  Suggestions.of(first, known)));
    } else {
      console.say("assay: " + message(e));
    }
    console.say("see: " + name + " --help");
    return ExitCode.BAD_INPUT.number();
  }

  /** Without the names of Java's classes that a value could not be converted to. */
  private static String message(ParameterException e) {
    String message = e.getMessage() == null ? "an argument is wrong" : e.getMessage();
    return message
        .lines()
        .findFirst()
        .orElse(message)
        .replaceAll(" \\(java\\..*", "")
        .replace(" is not an int", " is not a whole number")
        .replace(" is not a long", " is not a whole number");
  }

  /** Gives options before the name of a command to that command, unless it has them itself. */
  private static void handDown(ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    for (OptionSpec given : parsed.matchedOptions()) {
      OptionSpec own = command.commandSpec().findOption(given.longestName());
      if (own == null) {
        throw new ParameterException(
            command.commandSpec().commandLine(),
            "%s is not an option of '%s'"
                .formatted(given.longestName(), command.commandSpec().qualifiedName()));
      }
      if (own != given && !command.hasMatchedOption(own)) {
        own.setValue(given.getValue());
      }
    }
  }

  private static int failed(Console console, CommandLine command, Exception e) {
    boolean json =
        command.getParseResult() != null && command.getParseResult().hasMatchedOption("--json");
    ExitCode code =
        switch (e) {
          case CliException failure -> failure.exitCode();
          case InterruptedException interrupted -> ExitCode.INTERRUPTED;
          default -> ExitCode.BUG;
        };
    List<Fault> faults = e instanceof CliException failure ? failure.faults() : List.of();
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    console.say("assay: " + message + (faults.isEmpty() ? "" : ":"));
    faults.forEach(fault -> console.say("  " + fault.line()));
    if (code == ExitCode.BUG && !(e instanceof CliException)) {
      console.say("This is a bug in Assay:");
      e.printStackTrace(console.err());
    }
    if (json) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("exitCode", code.number());
      document.put("error", message);
      document.put("faults", faults);
      console.document(document);
    }
    return code.number();
  }

  public static void main(String[] args) {
    int code;
    try {
      code = commandLine(Program.ofProcess()).execute(args);
    } catch (CliException e) {
      System.err.println("assay: " + e.getMessage());
      code = e.exitCode().number();
    }
    System.exit(code);
  }
}
