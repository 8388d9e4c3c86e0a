// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.plan.PlanDocument;
import dev.assay.cli.plan.PlanText;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.MetricNames;
import dev.assay.statistics.planning.Goal;
import dev.assay.statistics.planning.Population;
import dev.assay.statistics.planning.TestSetPlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "plan",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Say how many patients a test set needs, before the study.",
      "Needs no stack. The number comes from a formula where there is one, and is then"
          + " changed until drawn test sets reach the goal by the intervals and tests of"
          + " 'assay evaluate'. Two classes; accuracy also for more."
    },
    footerHeading = "%nOne goal: --width, or two models with --versus or --margin:%n",
    footer = {
      "  assay plan --metric auroc --value 0.9 --prevalence 0.2 --width 0.08",
      "  assay plan --value 0.92 --versus 0.88 --correlation 0.4",
      "  assay plan --metric sensitivity --value 0.9 --margin 0.05 --prevalence 0.1",
      "  assay plan --metric f1 --pilot vit=a.csv --pilot resnet=b.csv --positive ill"
    })
final class PlanCommand implements Callable<Integer> {
  private static final double[] CURVE = {0.25, 0.5, 0.75, 1, 1.5, 2, 3, 4};
  private static final int MOST_SETS = 1_000_000;

  private final Program program;

  @Option(
      names = "--metric",
      paramLabel = "METRIC",
      defaultValue = "accuracy",
      description = "As in 'assay evaluate' (default: ${DEFAULT-VALUE}).")
  private String metric = "accuracy";

  @Mixin private final PlanGoal wanted = new PlanGoal();

  @Mixin private final PlanAssumptions assumed = new PlanAssumptions();

  @Mixin private final PlanPilot pilot = new PlanPilot();

  @Option(
      names = "--sets",
      paramLabel = "N",
      defaultValue = "1000",
      description =
          "Test sets that are drawn for each number of patients that is tried; 0: the formula alone"
              + " (default: ${DEFAULT-VALUE}).")
  private int sets = 1000;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of the simulation (default: ${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(
      names = "--curve",
      paramLabel = "FILE",
      description = "Write width or power of other numbers of patients to a CSV file.")
  private @Nullable Path curve;

  @Option(
      names = "--json",
      description = "Print one JSON document on stdout; everything else goes to stderr.")
  private boolean json;

  PlanCommand(Program program) {
    this.program = program;
  }

  @Override
  public Integer call() {
    if (sets < 0 || sets == 1 || sets > MOST_SETS) {
      throw CliException.badInput("--sets: " + sets + " must be 0, or from 2 to " + MOST_SETS);
    }
    Path file = curve;
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      // before the simulation, which takes a while
      throw CliException.badInput("--curve: there is no folder " + folder);
    }
    Metric of = Checked.value("--metric", () -> MetricNames.metric(metric));
    Goal goal = wanted.goal(assumed.ofTwoModels(), pilot.given());
    if (goal instanceof Goal.Width) {
      assumed.refuseSecondModelWith("--width");
    }
    PlanDocument document = document(goal, of, population(of, goal));
    write(document);
    if (json) {
      program.console().document(document);
    } else {
      PlanText.of(document).forEach(program.console().out()::println);
    }
    program.console().out().flush();
    return 0;
  }

  private Population population(Metric of, Goal goal) {
    if (pilot.given()) {
      assumed.refuseWithPilot();
      return pilot.population(of, goal, program.console());
    }
    pilot.refuseWithoutFiles();
    return assumed.population(of, goal);
  }

  private PlanDocument document(Goal goal, Metric of, Population population) {
    TestSetPlan plan =
        Checked.value("plan", () -> TestSetPlan.of(goal, of, population, sets, seed));
    List<Integer> numbers =
        DoubleStream.of(CURVE)
            .mapToInt(factor -> (int) Math.max(2, Math.round(plan.patients() * factor)))
            .distinct()
            .boxed()
            .toList();
    int drawn = curve == null ? 0 : sets;
    List<TestSetPlan.Point> points =
        curve == null && plan.byFormula() == null
            ? List.of()
            : TestSetPlan.curve(goal, of, population, numbers, drawn, seed);
    return PlanDocument.of(plan, points, seed);
  }

  private void write(PlanDocument document) {
    Path file = curve;
    if (file == null) {
      return;
    }
    try {
      Files.write(file, PlanText.csv(document), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliException.badInput("--curve: " + file + " cannot be written: " + e.getMessage());
    }
  }
}
