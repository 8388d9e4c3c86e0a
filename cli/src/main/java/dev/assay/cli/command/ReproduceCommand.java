// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.ExitCode;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.StudyNames;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.client.StudyView.CellView;
import dev.assay.cli.progress.ProgressScreen;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "reproduce",
    mixinStandardHelpOptions = true,
    description = {
      "Compute one row of a study once more, and say whether every model, probability and metric",
      "is the same, or which digit differs.",
      "The row is trained and scored anew on the same images, split, weights and settings; nothing"
          + " that is stored is used. Where numbers differ, it says what else does: release,"
          + " engine, libraries, processor.",
      "Exit code 0: all is equal. 1: something differs, or the row failed."
    })
final class ReproduceCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(paramLabel = "STUDY", description = "A study's id, the beginning of it, or its name.")
  private String study = "";

  @Option(
      names = "--row",
      paramLabel = "ROW",
      description =
          "The row: its id or the beginning of it ('cell_id' in report.csv), or the number of its"
              + " line in the table, from 1. Needed if the study has several.")
  private @Nullable String row;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "One seed of the study. Default: all, so that the row's metrics are compared.")
  private @Nullable Long seed;

  ReproduceCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      String id = StudyNames.find(client.studies(), study).studyId();
      StudyView whole =
          client
              .whole(id)
              .orElseThrow(() -> CliException.badInput("study %s is not there".formatted(id)));
      CellView cell = row(whole);
      String again = client.repeat(id, cell.cellId(), seed).path("studyId").asText();
      Console console = program.console();
      console.say(
          "Study %s computes '%s' of study %s once more".formatted(again, cell.label(), id));
      ProgressScreen screen = new ProgressScreen(console);
      Farewell.during(
          screen,
          StudyRun.farewell(again, false, common::hint),
          () -> new StudyFollower(access, screen).follow(again));
      screen.end();
      JsonNode result = client.repetition(again);
      if (common.json()) {
        console.document(result);
      } else {
        print(console.out(), result);
        console.out().flush();
      }
      return "equal".equals(result.path("state").asText())
          ? ExitCode.OK.number()
          : ExitCode.FAILED_CELLS.number();
    }
  }

  private CellView row(StudyView whole) {
    List<CellView> rows = whole.cells();
    if (row == null) {
      if (rows.size() == 1) {
        return rows.getFirst();
      }
      throw CliException.badInput(
          "study %s has %d rows; choose one with --row:%n%s"
              .formatted(whole.studyId(), rows.size(), listed(rows)));
    }
    if (row.matches("[1-9][0-9]{0,5}") && Integer.parseInt(row) <= rows.size()) {
      return rows.get(Integer.parseInt(row) - 1);
    }
    String beginning = row;
    List<CellView> found =
        rows.stream().filter(cell -> cell.cellId().startsWith(beginning)).toList();
    if (found.size() != 1) {
      throw CliException.badInput(
          "--row: %s of study %s; accepted:%n%s"
              .formatted(
                  found.isEmpty()
                      ? "'%s' is no row".formatted(row)
                      : "'%s' may be any of %d rows".formatted(row, found.size()),
                  whole.studyId(),
                  listed(found.isEmpty() ? rows : found)));
    }
    return found.getFirst();
  }

  private static String listed(List<CellView> rows) {
    return IntStream.range(0, rows.size())
        .mapToObj(i -> "  %3d  %s  %s".formatted(i + 1, rows.get(i).cellId(), rows.get(i).label()))
        .collect(Collectors.joining(System.lineSeparator()));
  }

  private static void print(PrintStream out, JsonNode result) {
    for (JsonNode run : result.path("runs")) {
      out.printf("Seed %d%n", run.path("seed").asLong());
      JsonNode model = run.path("model");
      out.printf(
          "  model        %s%n",
          model.path("before").asText().equals(model.path("now").asText())
              ? "equal: " + model.path("now").asText()
              : "differs: %s before, %s now"
                  .formatted(model.path("before").asText(), model.path("now").asText()));
      if (run.has("training")) {
        out.printf("  training     differs from %s%n", run.path("training").asText());
      }
      print(out, "test", run.path("test"));
      print(out, "validation", run.path("validation"));
      for (JsonNode corrupted : run.path("corrupted")) {
        print(out, corrupted.path("corruption").asText(), corrupted.path("scores"));
      }
    }
    if (result.has("metrics")) {
      JsonNode metrics = result.path("metrics");
      JsonNode differences = metrics.path("differences");
      out.printf(
          "Metrics: %d of %d values are equal%n",
          metrics.path("compared").asInt() - differences.size(), metrics.path("compared").asInt());
      differences.forEach(difference -> out.printf("  %s%n", difference.asText()));
    }
    JsonNode surroundings = result.path("surroundings");
    if (!surroundings.isEmpty()) {
      out.printf("What else is another:%n");
      surroundings.forEach(difference -> out.printf("  %s%n", difference.asText()));
    }
    out.println(
        switch (result.path("state").asText()) {
          case "equal" -> "Equal: the row comes out the same, to the last bit.";
          case "differs" -> "The row does not come out the same.";
          case "failed" -> "The row failed: " + result.path("reason").asText("no reason is known");
          default -> "The row has not ended yet.";
        });
  }

  private static void print(PrintStream out, String part, JsonNode scores) {
    int images = scores.path("images").asInt();
    int differing = scores.path("differing").asInt();
    if (differing == 0) {
      out.printf("  %-12s equal: the probabilities of all %d images%n", part, images);
      return;
    }
    JsonNode largest = scores.path("largest");
    out.printf(
        "  %-12s differs: %d of %d images; most, image %s, class %s: %s before, %s now%n",
        part,
        differing,
        images,
        largest.path("image").asText(),
        largest.path("label").asText(),
        largest.path("before").asText(),
        largest.path("now").asText());
  }
}
