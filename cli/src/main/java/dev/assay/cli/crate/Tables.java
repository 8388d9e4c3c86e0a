// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.crate;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.assay.cli.CliException;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Tables of an export: CSV with one line of names. */
public final class Tables {
  private Tables() {}

  /**
   * Each row by the names of the columns.
   *
   * @throws CliException if the file is not there or no such table
   */
  public static List<Map<String, String>> read(Path file) {
    try (Reader in = Files.newBufferedReader(file);
        MappingIterator<Map<String, String>> rows =
            new CsvMapper()
                .readerFor(Map.class)
                .with(CsvSchema.emptySchema().withHeader())
                .readValues(in)) {
      return rows.readAll();
    } catch (IOException e) {
      throw CliException.badInput("%s cannot be read: %s".formatted(file, e.getMessage()));
    }
  }
}
