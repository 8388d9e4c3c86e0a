// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.export;

import dev.assay.reporting.report.Report;
import java.util.Set;

/** What lies in an export, for the person who opens it. */
final class ExportReadme {
  private ExportReadme() {}

  private static final String KEYED =
      """
      Images (`image_id`) and groups (patients, lesions) have keyed hashes as names: nobody without
      the key of the stack that ran the study finds a file or a patient by trying all names.\
      """;

  private static final String EARLIER =
      """
      Groups (patients, lesions) have keyed hashes as names. An earlier release named the images of
      this study: `image_id` is a hash of the path without a key, so whoever tries all names of
      files finds them. Run the study again under another name before this folder is given away.\
      """;

  /**
   * @param keyed whether the ids of all images are keyed
   */
  static String of(Report report, Set<ExportPart> parts, boolean keyed) {
    StringBuilder text =
        new StringBuilder(
            """
            # Study %s

            Everything that Assay knows of the study %s. The same study gives the same bytes.
            %s
            `sha256sum -c SHA256SUMS` checks every file.

            | file | what |
            |---|---|
            | `study.json` | the study: rows, seeds, how intervals are made |
            | `runs.csv` | one line per run: `files` is the path of its files below each folder |
            """
                .formatted(
                    report.name().replaceAll("\\s+", " "),
                    report.studyId(),
                    keyed ? KEYED : EARLIER));
    parts.forEach(part -> text.append(report.hasFindings() ? lineOfFindings(part) : line(part)));
    return text.toString();
  }

  /** What is another file where images may show several findings. */
  private static String lineOfFindings(ExportPart part) {
    return switch (part) {
      case PREDICTIONS ->
          """
          | `predictions/` | what each run says of test and validation images, CSV and Parquet with the same columns; for each finding `true_` (1 present, 0 absent, empty: not known) and `prob_`, which is by itself: those of an image need not sum to 1. `assay evaluate` of one data set's folder reads them |
          """;
      case ORIGINAL ->
          """
          | `original/prediction/` | left out: the layout of the original study has one class for each image, and images of this study may show several findings |
          """;
      case LOSSES ->
          """
          | `losses/` | losses of each epoch over the findings that are known; the accuracy is the share of them on the right side of a half |
          """;
      case FEATURES ->
          """
          | `features/` | what each frozen backbone gives for each image, once for all its heads and seeds: `numpy.load(FILE)["features"]`, with `image_id`, `group` and `part` of each row. `true_findings` has a row for each image and a column for each of `findings`: 1 present, 0 absent, -1 not known. Images whose features the store has no more are left out |
          """;
      case SPLITS ->
          """
          | `splits/` | part, group and attributes of every image, and of each finding `true_`: 1 present, 0 absent, empty: not known |
          """;
      case MODELS, LOGS, REPORT, FIGURES -> line(part);
    };
  }

  private static String line(ExportPart part) {
    return switch (part) {
      case PREDICTIONS ->
          """
          | `predictions/` | probabilities of each run for test and validation images, CSV and Parquet with the same columns; `cal_` is calibrated. `assay evaluate` of one data set's folder reads them |
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
      case FEATURES ->
          """
          | `features/` | what each frozen backbone gives for each image, once for all its heads and seeds: `numpy.load(FILE)["features"]`, with `image_id`, `group`, `part` and `true_label` of each row. Images whose features the store has no more are left out |
          """;
      case SPLITS -> "| `splits/` | part, class, group and attributes of every image |\n";
      case LOGS -> "| `logs/` | what the trainer and the scorer of each run printed |\n";
      case REPORT -> "| `report/` | the tables in every format |\n";
      case FIGURES ->
          "| `figures/` | every figure as PDF, SVG and TikZ/pgfplots, its numbers as CSV;"
              + " `captions.md` |\n";
    };
  }
}
