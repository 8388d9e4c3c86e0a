// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.client.StudyView.CellView;
import dev.assay.cli.client.StudyView.SeedView;
import dev.assay.cli.progress.ProgressLines;
import dev.assay.terminal.TextTable;
import dev.assay.terminal.TextTable.Cell;
import dev.assay.terminal.TextTable.Column;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "runs",
    mixinStandardHelpOptions = true,
    description = {
      "List the runs of a study, one for each row and seed: key, state, epochs, and the time of the"
          + " training.",
      "'assay logs RUN' prints the log of one."
    })
final class RunsCommand implements Callable<Integer> {
  /** Enough to tell runs apart, and short enough to type. */
  private static final int DIGITS = 12;

  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "STUDY", description = "A study's id, the beginning of it, or its name.")
  private String study = "";

  RunsCommand(Program program) {
    this.program = program;
  }

  /**
   * One run.
   *
   * @param run its key; absent until it is planned
   * @param cell id of its row
   * @param model the row as papers write it
   * @param state as {@code status} shows it
   * @param epoch number of finished epochs
   * @param epochs of the whole run; 0 if it has none
   * @param seconds that its training took; absent until it is trained
   * @param reason why it failed
   */
  record Line(
      @Nullable String run,
      String cell,
      String dataset,
      String model,
      long seed,
      String state,
      @Nullable Integer epoch,
      @Nullable Integer epochs,
      @Nullable Double seconds,
      @Nullable String reason) {}

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      String id = StudyNames.find(client.studies(), study).studyId();
      StudyView view =
          client.whole(id).orElseThrow(() -> CliException.badInput("study " + id + " is gone"));
      List<Line> lines = lines(view, client.runs(id));
      if (common.json()) {
        program.console().document(lines);
      } else {
        print(lines);
      }
      return 0;
    }
  }

  private static List<Line> lines(StudyView study, JsonNode runs) {
    Map<String, JsonNode> trainings = new HashMap<>();
    for (JsonNode run : runs) {
      if (run.path("stage").asText().equals("training")) {
        trainings.put(run.path("runKey").asText(), run);
      }
    }
    List<Line> lines = new ArrayList<>();
    for (CellView cell : study.cells()) {
      for (SeedView seed : cell.seeds()) {
        JsonNode training = seed.runKey() == null ? null : trainings.get(seed.runKey());
        lines.add(
            new Line(
                seed.runKey(),
                cell.cellId(),
                cell.section(),
                cell.title(),
                seed.seed(),
                cell.stateLabel().equals("running") ? seed.stageLabel() : state(cell, seed),
                seed.epoch(),
                seed.epochs(),
                training != null && training.path("seconds").isNumber()
                    ? training.path("seconds").doubleValue()
                    : null,
                seed.stageLabel().equals("failed") ? cell.reason() : null));
      }
    }
    return lines;
  }

  /** Of a failed cell only some runs have failed. */
  private static String state(CellView cell, SeedView seed) {
    return cell.stateLabel().equals("failed") ? seed.stageLabel() : cell.stateLabel();
  }

  private void print(List<Line> lines) {
    boolean several = lines.stream().map(Line::dataset).distinct().count() > 1;
    TextTable table =
        new TextTable(
            List.of(
                Column.words("Run"),
                Column.words("Row"),
                Column.figures("Seed"),
                Column.words("State"),
                Column.figures("Epochs"),
                Column.figures("Time")));
    for (Line line : lines) {
      table.row(
          List.of(
              Cell.of(
                  line.run() == null
                      ? "-"
                      : line.run().substring(0, Math.min(DIGITS, line.run().length()))),
              Cell.of((several ? line.dataset() + ": " : "") + line.model()),
              Cell.of(Long.toString(line.seed())),
              Cell.of(line.state()),
              Cell.of(epochs(line)),
              Cell.of(
                  line.seconds() == null
                      ? "-"
                      : line.seconds() < 1
                          ? String.format(Locale.ROOT, "%.1f s", line.seconds())
                          : ProgressLines.clock(line.seconds()))));
      if (line.reason() != null) {
        table.across("    " + line.reason());
      }
    }
    table.lines(program.console().outScreen()).forEach(program.console().out()::println);
    program.console().out().flush();
  }

  private static String epochs(Line line) {
    return line.epochs() == null || line.epochs() == 0
        ? "-"
        : (line.epoch() == null ? 0 : line.epoch()) + "/" + line.epochs();
  }
}
