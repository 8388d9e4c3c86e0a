// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import dev.assay.data.WorkFolder;
import dev.assay.datasets.scan.DatasetVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables of uploads in which a file that is erased is still named. */
final class Mentions {
  private static final String TABLE = ".*\\.(csv|tsv|txt|json|xml)";

  private Mentions() {}

  /**
   * @param rests versions whose folders stay
   * @param paths of the files, by data set
   * @return a note for each table
   */
  static List<String> of(
      Iterable<DatasetVersion> rests, Map<String, Set<String>> paths, WorkFolder work) {
    Set<String> stems = new HashSet<>();
    paths.values().forEach(all -> all.forEach(path -> stems.add(stem(Path.of(path)))));
    List<String> notes = new ArrayList<>();
    for (DatasetVersion rest : rests) {
      if (work.owns(rest.root())) {
        notes.addAll(in(rest.root(), stems));
      }
    }
    return notes;
  }

  private static String stem(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.lastIndexOf('.') > 0 ? name.substring(0, name.lastIndexOf('.')) : name;
  }

  private static List<String> in(Path root, Set<String> stems) {
    List<String> notes = new ArrayList<>();
    try {
      for (Path file : WorkFolder.files(root)) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.matches(TABLE) && mentions(file, stems)) {
          notes.add(
              ("the uploaded %s has a row that names it; the row stays until the data set is"
                      + " uploaded without it and the versions before are erased")
                  .formatted(root.relativize(file)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a folder of this service cannot be read", e);
    }
    return notes;
  }

  /** Bytes as they are: every name is found that is written like that of the file. */
  private static boolean mentions(Path file, Set<String> stems) throws IOException {
    Set<String> bytes =
        stems.stream()
            .map(
                stem ->
                    new String(stem.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1))
            .collect(Collectors.toSet());
    try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
      return lines.anyMatch(line -> bytes.stream().anyMatch(line::contains));
    }
  }
}
