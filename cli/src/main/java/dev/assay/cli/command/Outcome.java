// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.Console;
import dev.assay.cli.ExitCode;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.ReportFormat;
import dev.assay.cli.client.StudyView;
import dev.assay.contracts.Json;
import dev.assay.terminal.TextWidth;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The output for a finished study: its table and the places of its documents.
 *
 * @param report the JSON report, for {@code --json}; absent where the study is too large for one
 */
record Outcome(
    String studyId,
    String name,
    String state,
    int exitCode,
    Map<String, String> files,
    List<String> notes,
    List<String> failedComparisons,
    @Nullable JsonNode report) {

  static Outcome of(StudyView study, ReportFiles.Written written) {
    Map<String, String> files = new TreeMap<>();
    written.files().forEach((format, file) -> files.put(format.extension(), absolute(file)));
    return new Outcome(
        study.studyId(),
        study.title(),
        study.stateLabel(),
        StudyRun.exitCode(study).number(),
        files,
        study.notes(),
        study.failedComparisons(),
        written.refusal() == null
            ? Json.read(written.text(ReportFormat.JSON), JsonNode.class)
            : null);
  }

  /**
   * @param format given by the user; without, a terminal gets a table drawn for it, and a pipe
   *     Markdown
   * @param client has the stack that knows the study
   */
  static void print(
      Console console,
      boolean json,
      @Nullable ReportFormat format,
      AssayClient client,
      StudyView study,
      ReportFiles.Written written) {
    if (json) {
      console.document(of(study, written));
      return;
    }
    PrintStream out = console.out();
    if (written.refusal() != null) {
      console.say(written.refusal());
      out.println("All numbers: " + written.file(ReportFormat.CSV));
    } else if (format != null && format != ReportFormat.TEXT) {
      out.print(written.text(format));
      out.flush();
      written.files().values().forEach(file -> console.say("  " + file));
    } else if (format == ReportFormat.TEXT || console.drawn()) {
      out.println();
      out.println(client.report(study.studyId(), console.screen()).stripTrailing());
      out.println();
      TextWidth.hanging("", rest(written), console.columns()).forEach(out::println);
    } else {
      out.println();
      out.println(written.text(ReportFormat.MARKDOWN).stripTrailing());
      out.println();
      out.println("LaTeX, CSV, JSON and Markdown are in " + written.folder());
      written.files().values().forEach(file -> out.println("  " + file));
    }
    out.flush();
    ExitCode code = StudyRun.exitCode(study);
    if (code != ExitCode.OK) {
      console.say("study " + study.stateLabel() + ": " + code.meaning());
    }
  }

  /** Where everything is that the drawn table has not. */
  private static String rest(ReportFiles.Written written) {
    return "All numbers and notes: %s; beside it: %s."
        .formatted(
            written.file(ReportFormat.MARKDOWN),
            written.files().keySet().stream()
                .filter(other -> other != ReportFormat.MARKDOWN)
                .map(other -> "." + other.extension())
                .collect(Collectors.joining(" ")));
  }

  /** The path is absolute, because a script may read the document from another folder. */
  private static String absolute(Path file) {
    return file.toAbsolutePath().normalize().toString();
  }
}
