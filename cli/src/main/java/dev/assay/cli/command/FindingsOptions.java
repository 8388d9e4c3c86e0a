// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.FindingsCsv;
import dev.assay.cli.evaluate.FindingsDocument;
import dev.assay.statistics.FindingsEvaluation;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.metrics.MetricNames;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is written of files of several findings per image. */
final class FindingsOptions {
  private static final String VALUES = "--findings-file";
  private static final String DIFFERENCES = "--differences-file";

  @Option(
      names = VALUES,
      paramLabel = "FILE",
      description = "Of several findings: write every value to a CSV file.")
  private @Nullable Path values;

  @Option(
      names = DIFFERENCES,
      paramLabel = "FILE",
      description = "Of several findings: write every difference to a CSV file.")
  private @Nullable Path differences;

  /** Refuses these options for files of one label. */
  void refuseForOneLabel() {
    String one = "files of one label; findings have columns true_<finding> and prob_<finding>";
    Checked.refuse(VALUES, one, values != null);
    Checked.refuse(DIFFERENCES, one, differences != null);
  }

  /** Refuses folders that are missing, before anything is computed. */
  void check() {
    mustHaveFolder(VALUES, values);
    mustHaveFolder(DIFFERENCES, differences);
  }

  private static void mustHaveFolder(String option, @Nullable Path file) {
    Path folder = file == null ? null : file.toAbsolutePath().getParent();
    if (folder != null && !Files.isDirectory(folder)) {
      throw CliException.badInput(option + ": there is no folder " + folder);
    }
  }

  /**
   * The metrics of the tables, the primary one first.
   *
   * @param metric null: AUROC
   * @param also null: the other one
   */
  static List<Metric> shown(@Nullable String metric, @Nullable List<String> also) {
    Set<Metric> shown = new LinkedHashSet<>();
    shown.add(metric == null ? Metric.AUROC : ofFindings("--metric", metric));
    if (also == null) {
      shown.addAll(FindingsEvaluation.METRICS);
    } else {
      also.forEach(name -> shown.add(ofFindings("--also", name)));
    }
    return List.copyOf(shown);
  }

  private static Metric ofFindings(String option, String name) {
    Metric metric = Checked.value(option, () -> MetricNames.metric(name));
    if (!FindingsEvaluation.METRICS.contains(metric)) {
      throw CliException.badInput(
          "%s: '%s' is not computed for several findings per image; auroc and average_precision are"
              .formatted(option, name));
    }
    return metric;
  }

  void write(FindingsDocument document) {
    write(VALUES, values, FindingsCsv.values(document));
    write(DIFFERENCES, differences, FindingsCsv.differences(document));
  }

  private static void write(String option, @Nullable Path file, List<String> lines) {
    if (file == null) {
      return;
    }
    try {
      Files.write(file, lines, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw CliException.badInput(option + ": " + file + " cannot be written: " + e.getMessage());
    }
  }
}
