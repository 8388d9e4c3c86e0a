// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.cli.ExitCode;
import dev.assay.cli.client.AssayClient;
import dev.assay.cli.client.ReportFormat;
import dev.assay.cli.client.StudyView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes the documents of a study to files, which need no stack. */
final class ReportFiles {
  /** Relative to the working directory. */
  static final Path DEFAULT_PARENT = Path.of("assay-out");

  private ReportFiles() {}

  /**
   * What was written.
   *
   * @param files by format
   * @param refusal why only some formats are there; absent where all are
   */
  record Written(Map<ReportFormat, Path> files, @Nullable String refusal) {
    /** The text of a document that is there. */
    String text(ReportFormat format) {
      try {
        return Files.readString(file(format));
      } catch (IOException e) {
        throw CliException.environment(
            "%s cannot be read: %s".formatted(file(format), e.getMessage()));
      }
    }

    Path file(ReportFormat format) {
      Path file = files.get(format);
      if (file == null) {
        throw CliException.bug("no " + format.extension() + " report was written");
      }
      return file;
    }

    Path folder() {
      Path first = files.values().iterator().next();
      Path folder = first.getParent();
      return folder == null ? first : folder;
    }
  }

  /** Writes every format to {@code parent/<study>-<id>/}, or the one that a large study has. */
  static Written write(AssayClient client, StudyView study, Path parent) {
    return write(client, study, parent, "");
  }

  /**
   * @param latex options of the LaTeX tables; empty for the usual ones
   */
  static Written write(AssayClient client, StudyView study, Path parent, String latex) {
    Path folder = parent.resolve(study.title() + "-" + study.studyId());
    Map<ReportFormat, Path> files = new LinkedHashMap<>();
    String refusal = null;
    try {
      Files.createDirectories(folder);
      for (ReportFormat format : ReportFormat.values()) {
        if (refusal != null && format != ReportFormat.CSV) {
          continue;
        }
        Path file = folder.resolve(format.fileName());
        String options = format == ReportFormat.LATEX ? latex : "";
        try (InputStream text = client.report(study.studyId(), format, options)) {
          Path fresh = folder.resolve("." + format.fileName() + ".part");
          try {
            Files.copy(text, fresh, StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING);
          } finally {
            Files.deleteIfExists(fresh);
          }
          files.put(format, file);
        } catch (CliException e) {
          if (e.exitCode() != ExitCode.BAD_INPUT
              || format == ReportFormat.CSV
              || !options.isEmpty()) {
            throw e;
          }
          // A document of so many cells is not made; report.csv has the numbers of any study.
          refusal = e.getMessage();
        }
      }
    } catch (IOException e) {
      throw CliException.environment(
          "the reports cannot be written to %s: %s".formatted(folder, e.getMessage()));
    }
    return new Written(files, refusal);
  }
}
