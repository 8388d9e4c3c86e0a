// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.CurveTables;
import dev.assay.cli.evaluate.Evaluation;
import dev.assay.statistics.curves.DecisionCurve;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Curves of models of two classes. */
final class CurveOptions {
  @Option(
      names = "--curves",
      description =
          "Also show, for two classes with --positive: net benefit over thresholds, calibration"
              + " over probabilities, predictive values over prevalences, with bands that hold over"
              + " the whole range.")
  private boolean shown;

  @Option(
      names = "--curves-file",
      paramLabel = "FILE",
      description = "Write every point of these curves to a CSV file.")
  private @Nullable Path file;

  @Option(
      names = "--thresholds",
      split = ",",
      paramLabel = "SHARE",
      description =
          "Lowest and highest threshold of the net benefit (default: 0.01,0.99); the band of a"
              + " smaller range is narrower.")
  private List<Double> thresholds = List.of();

  /** The thresholds of the net benefit; none if no curves are wanted. */
  List<Double> wanted() {
    if (!shown && file == null) {
      Checked.refuse("--thresholds", "a missing --curves", !thresholds.isEmpty());
      return List.of();
    }
    if (!thresholds.isEmpty() && thresholds.size() != 2) {
      throw CliException.badInput(
          "--thresholds: two shares are needed, the lowest and the highest, not " + thresholds);
    }
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw CliException.badInput("--curves-file: there is no folder " + folder);
    }
    double[] range =
        thresholds.isEmpty()
            ? DecisionCurve.thresholds(0.01, 0.99)
            : Checked.value(
                "--thresholds",
                () -> DecisionCurve.thresholds(thresholds.get(0), thresholds.get(1)));
    return DoubleStream.of(range).boxed().toList();
  }

  void write(Evaluation evaluation) {
    Path to = file;
    if (to == null) {
      return;
    }
    try {
      Files.write(to, CurveTables.csv(evaluation), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliException.badInput("--curves-file: " + to + " cannot be written: " + e.getMessage());
    }
  }
}
