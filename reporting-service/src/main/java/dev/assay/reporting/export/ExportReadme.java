// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.reporting.report.Report;
import java.util.Set;

/** What lies in an export, for the person who opens it. */
final class ExportReadme {
  private ExportReadme() {}

  static String of(Report report, Set<ExportPart> parts) {
    StringBuilder text =
        new StringBuilder(
            """
            # Study %s

            Everything that Assay knows of the study %s. The same study gives the same bytes.
            Images are named by `image_id`, a hash of their path below the data set's folder; groups
            (patients, lesions) by pseudonyms. `sha256sum -c SHA256SUMS` checks every file.

            | file | what |
            |---|---|
            | `study.json` | the study: rows, seeds, how intervals are made |
            | `runs.csv` | one line per run: `files` is the path of its files below each folder |
            """
                .formatted(report.name().replaceAll("\\s+", " "), report.studyId()));
    parts.forEach(part -> text.append(line(part)));
    return text.toString();
  }

  private static String line(ExportPart part) {
    return switch (part) {
      case PREDICTIONS ->
          """
          | `predictions/` | probabilities of each run for test and validation images, CSV and Parquet with the same columns; `cal_` is calibrated. `assay evaluate NAME=seed-1.test.csv NAME=seed-2.test.csv` reads them |
          """;
      case ORIGINAL ->
          """
          | `original/prediction/` | the test predictions in the layout of the original study, for its own scripts; classes are numbers in the order of `study.json` and of the `prob_` columns |
          """;
      case MODELS ->
          """
          | `models/` | weights as safetensors, `README.md` (the model's card), `model.json` (all of its training) and `load.py` |
          """;
      case LOSSES -> "| `losses/` | losses and accuracy of each epoch |\n";
      case SPLITS -> "| `splits/` | part, class, group and attributes of every image |\n";
      case LOGS -> "| `logs/` | what the trainer and the scorer of each run printed |\n";
      case REPORT -> "| `report/` | the tables in every format |\n";
      case FIGURES ->
          "| `figures/` | every figure as PDF and SVG, its numbers as CSV; `captions.md` |\n";
    };
  }
}
