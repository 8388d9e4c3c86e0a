// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.cli.CliException;
import dev.assay.cli.Suggestions;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.ReportFormat;
import dev.assay.cli.client.StudyNames;
import dev.assay.cli.client.StudyView;
import dev.assay.cli.difference.DifferenceText;
import dev.assay.cli.difference.StudyDifference;
import dev.assay.contracts.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "compare",
    mixinStandardHelpOptions = true,
    description = {
      "Show what moved between two studies, or two revisions of one: which row, by how much, and"
          + " what it depends on that changed (data, split, weights, recipe, seeds, code).",
      "With one STUDY it is compared with the study of the same name before it."
    })
final class CompareCommand implements Callable<Integer> {
  private final Program program;

  @Mixin private final CommonOptions common = new CommonOptions();

  @Parameters(
      index = "0",
      paramLabel = "STUDY",
      description = "The earlier study: its id, the beginning of it, or its name.")
  private String first = "";

  @Parameters(index = "1", arity = "0..1", paramLabel = "STUDY", description = "The later study.")
  private @Nullable String second;

  @Option(
      names = "--metric",
      paramLabel = "NAME",
      description =
          "The metric, as in report.csv (default: the primary metric of the later study).")
  private @Nullable String metric;

  CompareCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    try (StackAccess access = StackAccess.existing(common)) {
      AssayClient client = access.client();
      List<StudyView> all = client.studies();
      StudyView given = StudyNames.find(all, first);
      StudyView before = second == null ? before(all, given) : given;
      StudyView after = second == null ? given : StudyNames.find(all, second);
      JsonNode now = report(client, after);
      StudyDifference difference =
          StudyDifference.of(
              report(client, before),
              now,
              titles(client, before, after),
              Optional.ofNullable(metric).map(name -> known(name, now)));
      if (common.json()) {
        program.console().document(difference);
      } else {
        DifferenceText.of(difference, program.console().outScreen())
            .forEach(program.console().out()::println);
        program.console().out().flush();
      }
      return 0;
    }
  }

  /** The studies are listed from the newest on. */
  private static StudyView before(List<StudyView> all, StudyView study) {
    return all.stream()
        .dropWhile(other -> !other.studyId().equals(study.studyId()))
        .skip(1)
        .filter(other -> other.title().equals(study.title()))
        .findFirst()
        .orElseThrow(
            () ->
                CliException.badInput(
                    "%s (%s) is the first study of its name; give the study to compare it with"
                        .formatted(study.studyId(), study.title())));
  }

  private static String known(String name, JsonNode report) {
    List<String> metrics = StudyDifference.metrics(report);
    if (!metrics.contains(name)) {
      throw CliException.badInput(
          "--metric: the study has no metric '%s'; it has: %s%s"
              .formatted(
                  name,
                  metrics.isEmpty() ? "none yet" : String.join(", ", metrics),
                  Suggestions.of(name, metrics)));
    }
    return name;
  }

  private static JsonNode report(AssayClient client, StudyView study) {
    return Json.read(client.report(study.studyId(), ReportFormat.JSON), JsonNode.class);
  }

  private static Map<String, String> titles(AssayClient client, StudyView before, StudyView after) {
    Map<String, String> titles = new HashMap<>();
    for (StudyView study : List.of(before, after)) {
      client.whole(study.studyId()).ifPresent(view -> titles.putAll(view.titles()));
    }
    return titles;
  }
}
