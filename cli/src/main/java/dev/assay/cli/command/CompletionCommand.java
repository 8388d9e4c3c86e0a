// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Suggestions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The scripts by which shells complete the names of commands and options. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Print a script that makes a shell complete commands and options with the tab key.",
      "bash, zsh: add this line to ~/.bashrc or ~/.zshrc:",
      "  source <(assay completion bash)        (zsh: assay completion zsh)",
      "fish: assay completion fish > ~/.config/fish/completions/assay.fish"
    })
final class CompletionCommand implements Callable<Integer> {
  private static final List<String> SHELLS = List.of("bash", "zsh", "fish");

  private final Program program;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
  private String shell = "";

  CompletionCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (!SHELLS.contains(shell)) {
      throw CliException.badInput(
          "'%s' is no shell that completions are made for; accepted: %s%s"
              .formatted(shell, String.join(", ", SHELLS), Suggestions.of(shell, SHELLS)));
    }
    CommandLine root = root();
    program
        .console()
        .out()
        // The script for bash is also one for zsh: it loads what it needs there itself.
        .print(shell.equals("fish") ? fish(root) : AutoComplete.bash("assay", root));
    program.console().out().flush();
    return 0;
  }

  private CommandLine root() {
    CommandSpec at = spec;
    while (at != null && at.parent() != null) {
      at = at.parent();
    }
    if (at == null) {
      throw CliException.bug("the command has no specification");
    }
    return at.commandLine();
  }

  private static String fish(CommandLine root) {
    List<String> lines = new ArrayList<>();
    lines.add("complete -c assay -f");
    add(lines, root, "__fish_use_subcommand");
    return String.join("\n", lines) + "\n";
  }

  private static void add(List<String> lines, CommandLine line, String condition) {
    line.getSubcommands()
        .forEach(
            (name, command) -> {
              lines.add(
                  "complete -c assay -n %s -a %s -d %s"
                      .formatted(quoted(condition), name, quoted(description(command))));
              String within = "__fish_seen_subcommand_from " + name;
              for (OptionSpec option : command.getCommandSpec().options()) {
                if (!option.hidden()) {
                  lines.add(option(option, within));
                }
              }
              add(lines, command, within);
            });
  }

  private static String option(OptionSpec option, String condition) {
    StringBuilder line = new StringBuilder("complete -c assay -n " + quoted(condition));
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " : " -s ").append(name.replaceFirst("^-+", ""));
    }
    if (option.arity().max() > 0) {
      line.append(" -r");
      if (option.paramLabel().matches(".*(DIR|FILE).*")) {
        line.append(" -F");
      }
    }
    String[] description = option.description();
    return line.append(" -d ")
        .append(quoted(description.length == 0 ? "" : description[0]))
        .toString();
  }

  private static String description(CommandLine command) {
    String[] description = command.getCommandSpec().usageMessage().description();
    return description.length == 0 ? "" : description[0];
  }

  private static String quoted(String text) {
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}
