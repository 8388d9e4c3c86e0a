// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * The script answers {@code --help} from files, without a build. This test keeps them equal to the
 * command line. With {@code -Dcommands.write=true} it writes them.
 */
class HelpTextsTest {
  private static final Path HELP = Path.of(System.getProperty("assay.root"), "cli/src/help");

  private static final String HOW =
      "the help texts are generated; write them with: mvn -pl cli test"
          + " -Dtest='CommandsDocumentTest,HelpTextsTest' -Dcommands.write=true";

  @TempDir Path folder;

  @Test
  void theFilesOfTheScriptAreWhatTheProgramSays() throws IOException {
    SortedMap<String, String> said = texts();
    if (Boolean.getBoolean("commands.write")) {
      for (Map.Entry<String, String> text : said.entrySet()) {
        Files.writeString(HELP.resolve(text.getKey()), text.getValue());
      }
    }

    try (Stream<Path> files = Files.list(HELP)) {
      assertThat(new TreeSet<>(files.map(file -> file.getFileName().toString()).toList()))
          .as("%s; remove the files of commands that do not exist any more", HOW)
          .isEqualTo(new TreeSet<>(said.keySet()));
    }
    for (Map.Entry<String, String> text : said.entrySet()) {
      assertThat(HELP.resolve(text.getKey())).as(HOW).hasContent(text.getValue());
    }
  }

  @Test
  void theProgramKnowsTheVersionOfThePom() throws IOException {
    String version =
        Files.readAllLines(HELP.resolveSibling("../../pom.xml").normalize()).stream()
            .filter(line -> line.startsWith("  <version>"))
            .findFirst()
            .orElseThrow()
            .replaceAll("<.*?>", "")
            .strip();

    assertThat(Cli.run(folder, "--version").out())
        .isEqualToIgnoringNewLines("assay " + version)
        .doesNotContain("$");
  }

  /** Help of every command, by the name of its file. */
  private SortedMap<String, String> texts() {
    CommandLine all = Assay.commandLine(Cli.program(folder));
    SortedMap<String, String> texts = new TreeMap<>();
    collect("assay", all, texts);
    return texts;
  }

  private static void collect(String name, CommandLine command, Map<String, String> texts) {
    texts.put(
        name + ".txt", command.getUsageMessage(CommandLine.Help.Ansi.OFF).replace("\r\n", "\n"));
    command
        .getSubcommands()
        .forEach(
            (label, subcommand) -> {
              if (!(subcommand.getCommand() instanceof CommandLine.HelpCommand)) {
                collect(name + "-" + label, subcommand, texts);
              }
            });
  }
}
