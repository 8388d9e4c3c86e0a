// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "gc",
    mixinStandardHelpOptions = true,
    description = {
      "Remove stored files that nothing refers to: those of attempts that failed, and those that"
          + " newer ones have replaced.",
      "What a study, running work or a rebuild needs is never removed. A file goes only if it is"
          + " older than a day, and if an earlier run found the same at least an hour before. The"
          + " stack runs this by itself every six hours."
    })
final class GcCommand implements Callable<Integer> {
  private static final Pattern AGE = Pattern.compile("([1-9][0-9]{0,4})([hd])");
  private static final double MB = 1e6;

  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Option(
      names = {"-n", "--dry-run"},
      description = "Only print what would be removed.")
  private boolean dryRun;

  @Option(
      names = "--older-than",
      paramLabel = "AGE",
      description =
          "Keep files that were stored within this time, such as 12h or 7d; at least 1h (default:"
              + " 1d).")
  private @Nullable String olderThan;

  GcCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    Optional<Duration> age = Optional.ofNullable(olderThan).map(GcCommand::age);
    Console console = program.console();
    try (StackAccess access = StackAccess.existing(common)) {
      JsonNode report = access.client().records().collect(dryRun, age);
      if (common.json()) {
        console.document(report);
      } else {
        print(console.out(), report);
      }
    }
    console.out().flush();
    return 0;
  }

  private static Duration age(String text) {
    Matcher matcher = AGE.matcher(text);
    if (!matcher.matches()) {
      throw CliException.badInput(
          "--older-than: '" + text + "' is no age; accepted: 1h or more, such as 12h or 7d");
    }
    long number = Long.parseLong(matcher.group(1));
    return matcher.group(2).equals("h") ? Duration.ofHours(number) : Duration.ofDays(number);
  }

  private void print(PrintStream out, JsonNode report) {
    String would = dryRun ? "would be " : "";
    line(out, report.path("removed"), would + "removed: nothing refers to them");
    line(
        out,
        report.path("marked"),
        would + "marked: nothing refers to them, and a run in an hour removes them");
    line(out, report.path("young"), "kept: stored too recently to judge");
    line(out, report.path("kept"), "kept: needed");
  }

  private static void line(PrintStream out, JsonNode amount, String text) {
    out.printf(
        Locale.ROOT,
        "%9d files %12.1f MB  %s%n",
        amount.path("artifacts").asLong(),
        amount.path("bytes").asLong() / MB,
        text);
  }
}
