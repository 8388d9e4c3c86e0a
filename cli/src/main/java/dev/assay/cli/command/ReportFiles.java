// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.ReportFormat;
import dev.assay.cli.client.StudyView;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the documents of a study to files, which need no stack. */
final class ReportFiles {
  /** Relative to the working directory. */
  static final Path DEFAULT_PARENT = Path.of("assay-out");

  private ReportFiles() {}

  /**
   * Writes every format to {@code parent/<study>-<id>/}.
   *
   * @return the files and their contents, by format
   */
  static Map<ReportFormat, Written> write(AssayClient client, StudyView study, Path parent) {
    return write(client, study, parent, "");
  }

  /**
   * @param latex options of the LaTeX tables; empty for the usual ones
   */
  static Map<ReportFormat, Written> write(
      AssayClient client, StudyView study, Path parent, String latex) {
    Path folder = parent.resolve(study.title() + "-" + study.studyId());
    Map<ReportFormat, Written> files = new LinkedHashMap<>();
    try {
      Files.createDirectories(folder);
      for (ReportFormat format : ReportFormat.values()) {
        String text =
            format == ReportFormat.LATEX
                ? client.report(study.studyId(), latex)
                : client.report(study.studyId(), format);
        Path file = folder.resolve(format.fileName());
        Files.writeString(file, text);
        files.put(format, new Written(file, text));
      }
    } catch (IOException e) {
      throw CliException.environment(
          "the reports cannot be written to %s: %s".formatted(folder, e.getMessage()));
    }
    return files;
  }

  /** A document that was written. */
  record Written(Path file, String text) {}
}
