// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.ReportFormat;
import dev.assay.cli.client.StudyNames;
import dev.assay.cli.client.StudyView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "report",
    mixinStandardHelpOptions = true,
    description = {
      "Write a study's tables to ./assay-out/<study>-<id>/ and print the results.",
      "While a study runs, its report is partial and says so."
    })
final class ReportCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "STUDY", description = "A study's id, the beginning of it, or its name.")
  private String study = "";

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Print this format instead of writing files: txt (as a terminal shows it), tex, csv,"
              + " json, md, comparisons.csv, subgroups.csv, robustness.csv, legacy.txt,"
              + " legacy.tex.")
  private @Nullable String format;

  @Option(
      names = "--latex",
      paramLabel = "OPTION=VALUE,...",
      description =
          "How LaTeX tables are set: width=two-columns|one-column, interval=below|beside,"
              + " spread=plus-minus|column|none, datasets=stacked|groups, numbers=plain|siunitx"
              + " (default: the first of each).")
  private String latex = "";

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Parent folder of the results (default: ./assay-out).")
  private Path out = ReportFiles.DEFAULT_PARENT;

  ReportCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    Console console = program.console();
    ReportFormat only = format == null ? null : FormatOption.of(format);
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      String id = StudyNames.find(client.studies(), study).studyId();
      if (only != null) {
        print(client, id, only);
        console.out().flush();
        return 0;
      }
      StudyView view =
          client.study(id).orElseThrow(() -> CliException.badInput("study " + id + " is gone"));
      Outcome.print(
          console, common.json(), null, client, view, ReportFiles.write(client, view, out, latex));
      return 0;
    }
  }

  private void print(AssayClient client, String id, ReportFormat only) {
    Console console = program.console();
    if (only == ReportFormat.TEXT) {
      console.out().print(client.report(id, console.screen()));
      return;
    }
    try (InputStream text = client.report(id, only, only == ReportFormat.LATEX ? latex : "")) {
      text.transferTo(console.out());
    } catch (IOException e) {
      throw CliException.noStack("the report broke off: " + e.getMessage());
    }
  }
}
