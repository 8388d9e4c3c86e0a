// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitCode;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Show who asked the stack for what: changes, results that were looked at, and logins. For"
          + " operators.",
      "--check reads the whole log and says whether a row was changed, removed or put in.",
      "Exit code 0: the log is whole. 1: it was changed."
    })
final class AuditCommand implements Callable<Integer> {
  private static final int MOST = 1_000;

  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = "--last",
      paramLabel = "N",
      defaultValue = "50",
      description = "So many of the newest rows (default: 50; at most 1000).")
  private int last;

  @Option(names = "--check", description = "Check the chain of hashes instead.")
  private boolean check;

  @Option(
      names = "--head",
      paramLabel = "HASH",
      description =
          "With --check: the hash that an earlier check printed. If it is not in the log any more,"
              + " rows were cut off.")
  private @Nullable String head;

  @Option(
      names = "--looks",
      description = "Show how often the results of each study were looked at instead.")
  private boolean looks;

  AuditCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (last < 1 || last > MOST) {
      throw CliException.badInput("--last must be 1 to %d, not %d".formatted(MOST, last));
    }
    if (head != null && (!check || !head.matches("[0-9a-f]{64}"))) {
      throw CliException.badInput(
          "--head takes the 64 hexadecimal digits of an earlier check, and goes with --check");
    }
    if (check && looks) {
      throw CliException.badInput("--check and --looks cannot be used together");
    }
    try (StackAccess access = StackAccess.existing(common)) {
      String path =
          check
              ? "/check" + (head == null ? "" : "?head=" + head)
              : looks ? "/looks" : "?limit=" + last;
      JsonNode answer = access.client().records().audit(path);
      Console console = program.console();
      if (common.json()) {
        console.document(answer);
      } else if (check) {
        printCheck(console.out(), answer);
      } else if (looks) {
        printLooks(console.out(), answer);
      } else {
        printRows(console.out(), answer);
      }
      console.out().flush();
      boolean changed = check && (answer.hasNonNull("broken") || isCutOff(answer));
      return changed ? ExitCode.FAILED_CELLS.number() : ExitCode.OK.number();
    }
  }

  private static boolean isCutOff(JsonNode answer) {
    return answer.hasNonNull("kept") && !answer.path("kept").asBoolean();
  }

  private static void printCheck(PrintStream out, JsonNode answer) {
    if (answer.hasNonNull("broken")) {
      out.printf(
          "Row %d does not follow from the row before: the log was changed there.%n",
          answer.path("broken").asLong());
    } else {
      out.printf(
          "%d rows, each follows from the row before.%nhead %s%n",
          answer.path("rows").asLong(), answer.path("head").asText());
    }
    if (isCutOff(answer)) {
      out.println("The given head is not in the log: rows were removed from its end.");
    }
  }

  private static void printLooks(PrintStream out, JsonNode answer) {
    for (JsonNode study : answer) {
      out.printf(
          "%s  %d looks by %d, %s to %s%n",
          study.path("study").asText(),
          study.path("looks").asLong(),
          study.path("callers").asInt(),
          study.path("first").asText(),
          study.path("last").asText());
    }
    if (answer.isEmpty()) {
      out.println("Nobody has looked at results.");
    }
  }

  private static void printRows(PrintStream out, JsonNode answer) {
    for (JsonNode row : answer) {
      out.printf(
          "%6d  %s  %s (%s) from %s: %s %s %s%n",
          row.path("number").asLong(),
          row.path("at").asText(),
          row.path("caller").asText(),
          row.path("role").asText(),
          row.path("address").asText(),
          row.path("outcome").asText(),
          row.path("method").asText(),
          row.path("path").asText());
    }
    if (answer.isEmpty()) {
      out.println("The audit log is empty.");
    }
  }
}
