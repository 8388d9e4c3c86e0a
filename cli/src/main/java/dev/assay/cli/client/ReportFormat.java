// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.client;

import dev.assay.cli.Suggestions;
import java.util.Arrays;
import java.util.List;

/** The formats of a study's report. */
public enum ReportFormat {
  LATEX("tex"),
  CSV("csv"),
  JSON("json"),
  MARKDOWN("md"),
  TEXT("txt"),
  COMPARISONS("comparisons.csv"),
  SUBGROUPS("subgroups.csv"),
  ROBUSTNESS("robustness.csv"),
  LEGACY_TEXT("legacy.txt"),
  LEGACY_LATEX("legacy.tex");

  private final String extension;

  ReportFormat(String extension) {
    this.extension = extension;
  }

  public String extension() {
    return extension;
  }

  public String fileName() {
    return "report." + extension;
  }

  public static List<String> extensions() {
    return Arrays.stream(values()).map(ReportFormat::extension).toList();
  }

  /**
   * @throws IllegalArgumentException if there is no such format; it names the accepted ones
   */
  public static ReportFormat ofExtension(String extension) {
    return Arrays.stream(values())
        .filter(format -> format.extension.equals(extension))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'"
                        + extension
                        + "' is no report format; accepted: "
                        + extensions()
                        + Suggestions.of(extension, extensions())));
  }
}
