package dev.assay.embedded;

import dev.assay.processes.KnownProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file by which a PostgreSQL data folder names the server that runs on it. */
final class PostmasterFile {
  private PostmasterFile() {}

  /**
   * The server that the file names, alive or not. The file's first line is the pid, its third the
   * start in seconds since 1970, so that a later process with the same pid is not taken for it.
   */
  static Optional<KnownProcess> read(Path data) {
    Path file = data.resolve("postmaster.pid");
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 3) {
        // Cut off by a full disk or a kill; PostgreSQL itself refuses such a file and names it.
        return Optional.empty();
      }
      return Optional.of(
          new KnownProcess(
              "postgres",
              Long.parseLong(lines.get(0).strip()),
              Long.parseLong(lines.get(2).strip()) * 1000 + 500));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw new EmbeddedException("cannot read " + file, e);
    }
  }
}
