// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.client.RecordsClient;
import dev.assay.cli.client.StudyNames;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code erase study}, {@code version}, {@code data}, {@code weights} and so on. */
@Command(mixinStandardHelpOptions = true)
final class EraseSubjectCommand implements Callable<Integer> {
  private final Program program;
  private final Erased what;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(arity = "1..2", paramLabel = "NAME", description = "What is erased.")
  private List<String> names = List.of();

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only print what would be removed, and which studies are affected.")
  private boolean dryRun;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  private EraseSubjectCommand(Program program, Erased what) {
    this.program = program;
    this.what = what;
  }

  static CommandLine commandLine(Program program, Erased what) {
    CommandLine line = new CommandLine(new EraseSubjectCommand(program, what));
    line.getCommandSpec()
        .name(what.label())
        .usageMessage()
        .description(
            what.description(),
            "What goes and which studies are affected is printed first, and then asked for. Named"
                + " by: "
                + String.join(" ", what.names())
                + ".");
    return line;
  }

  @Override
  public Integer call() {
    if (names.size() != what.names().size()) {
      throw CliException.badInput(
          "erase %s takes %s".formatted(what.label(), String.join(" ", what.names())));
    }
    if (!yes && !dryRun && program.keyboard() == null) {
      throw CliException.badInput("nobody is there to ask; use --dry-run first, then --yes");
    }
    try (StackAccess access = StackAccess.existing(common)) {
      RecordsClient records = access.client().records();
      if (what == Erased.STUDY) {
        names = List.of(StudyNames.find(access.client().studies(), names.getFirst()).studyId());
      }
      Map<String, String> body = what.body(names);
      JsonNode preview = records.erase(body, true);
      Console console = program.console();
      if (!common.json() || !yes) {
        print(common.json() ? console.err() : console.out(), preview);
      }
      if (dryRun) {
        if (common.json()) {
          console.document(preview);
        }
        console.out().flush();
        return 0;
      }
      console.out().flush();
      if (!yes && !program.isConfirmed("Erase this for good?")) {
        throw CliException.badInput("nothing is erased");
      }
      JsonNode begun = records.erase(body, false);
      if (common.json()) {
        console.document(begun);
      } else {
        console.out().printf("Erasure %s has begun.%n", begun.path("erasure").asText());
      }
      console.out().flush();
      console.say(
          "See the receipt with: "
              + common.hint("erase receipt " + begun.path("erasure").asText()));
    }
    return 0;
  }

  private static void print(PrintStream out, JsonNode preview) {
    if (preview.path("images").isInt()) {
      out.printf("images: %d, in all versions together%n", preview.path("images").asInt());
    }
    for (JsonNode version : preview.path("versions")) {
      out.printf(
          "version %s of %s, %d images%n",
          version.path("version").asText().substring(0, 12),
          version.path("dataset").asText(),
          version.path("images").asLong());
    }
    for (JsonNode rest : preview.path("rests")) {
      out.printf(
          "%s goes on as version %s, %d images%n",
          rest.path("dataset").asText(),
          rest.path("version").asText().substring(0, 12),
          rest.path("images").asLong());
    }
    for (JsonNode weights : preview.path("weights")) {
      out.printf("weights %s%n", weights.asText());
    }
    for (JsonNode study : preview.path("studies")) {
      out.printf(
          "study %s (%s), %s: data withdrawn%n",
          study.path("studyId").asText(),
          study.path("name").asText(),
          study.path("state").asText());
    }
    if (preview.path("filesOutside").asLong() > 0) {
      out.printf(
          "in folders that were registered, files that stay: %d%n",
          preview.path("filesOutside").asLong());
    }
    preview.path("staying").forEach(file -> out.printf("stays: %s%n", file.asText()));
    preview.path("notes").forEach(note -> out.printf("note: %s%n", note.asText()));
  }
}
