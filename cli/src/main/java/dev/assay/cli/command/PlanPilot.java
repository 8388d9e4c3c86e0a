// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.Console;
import dev.assay.cli.evaluate.NamedFile;
import dev.assay.cli.evaluate.Pilot;
import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.planning.Goal;
import dev.assay.statistics.planning.PilotEstimates;
import dev.assay.statistics.planning.PilotPopulation;
import dev.assay.statistics.planning.Population;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Predictions of a pilot, in place of assumptions. */
final class PlanPilot {
  @Option(
      names = "--pilot",
      paramLabel = "[MODEL=]FILE",
      description =
          "Predictions of a pilot, read as in 'assay evaluate' with --group, --classes and"
              + " --positive, in place of the assumptions: one model for --width, two for a"
              + " finding.")
  private List<String> pilot = List.of();

  @Option(
      names = "--difference",
      paramLabel = "D",
      description =
          "With --pilot: assumed difference, first minus second (default: what the pilot shows; 0"
              + " with --margin).")
  private @Nullable Double difference;

  @Mixin private final PredictionOptions predictions = new PredictionOptions();

  boolean given() {
    return !pilot.isEmpty();
  }

  /** Options that say something of a pilot. */
  void refuseWithoutFiles() {
    Checked.refuse(
        "--difference",
        "assumptions without --pilot; name --value and --versus",
        difference != null);
    Checked.refuse(
        "--classes, --positive and --group", "assumptions without --pilot", predictions.given());
  }

  Population population(Metric of, Goal goal, Console console) {
    Pilot read = Pilot.read(NamedFile.of(pilot), predictions.declared(), of);
    read.notes().forEach(console::say);
    List<ComparedCell> cells = read.cells();
    int models = goal instanceof Goal.Width ? 1 : 2;
    if (cells.size() != models) {
      throw CliException.badInput(
          "--pilot: %s needs %s, not %d"
              .formatted(
                  models == 1 ? "--width" : "a finding",
                  models == 1 ? "one model" : "two models",
                  cells.size()));
    }
    Checked.refuse("--difference", "--width", models == 1 && difference != null);
    Double assumed =
        difference != null || goal instanceof Goal.Difference || models == 1
            ? difference
            : Double.valueOf(0);
    boolean fits = of.shareOfImages() || read.set().positive().isPresent();
    if (assumed == null || (difference == null && !fits)) {
      return new PilotPopulation(read.set(), cells);
    }
    return Checked.value("--difference", () -> PilotEstimates.of(read.set(), cells, of, assumed));
  }
}
