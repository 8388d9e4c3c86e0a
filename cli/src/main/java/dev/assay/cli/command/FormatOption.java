// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.client.ReportFormat;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is printed when a study has ended. */
final class FormatOption {
  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "What is printed at the end: txt (a table drawn for the terminal; default there), md"
              + " (default elsewhere), tex, csv, json, comparisons.csv, subgroups.csv,"
              + " robustness.csv, legacy.txt or legacy.tex.")
  private @Nullable String format;

  /** Absent: what fits the output. */
  @Nullable ReportFormat chosen() {
    return format == null ? null : of(format);
  }

  static ReportFormat of(String given) {
    try {
      return ReportFormat.ofExtension(given);
    } catch (IllegalArgumentException e) {
      throw CliException.badInput("--format: " + e.getMessage());
    }
  }
}
