// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import dev.assay.processes.KnownProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The file in a PostgreSQL data folder that names the server that runs on it. */
final class PostmasterFile {
  /** Allows for a correction of the clock after the file was written. */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  private PostmasterFile() {}

  /**
   * The live server that the file names. The first line of the file is the process id, the third is
   * the time at which the server started, in seconds since 1970. A process with this id that
   * started later is another one. The server's process may have started earlier, by the time that
   * loading took.
   */
  static Optional<KnownProcess> liveServer(Path data) {
    Path file = data.resolve("postmaster.pid");
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 3) {
        // The file was truncated by a full disk or a kill. PostgreSQL itself refuses such a file
        // and names it.
        return Optional.empty();
      }
      long pid = Long.parseLong(lines.get(0).strip());
      Instant latest = Instant.ofEpochSecond(Long.parseLong(lines.get(2).strip())).plus(TOLERANCE);
      return ProcessHandle.of(pid)
          .filter(ProcessHandle::isAlive)
          .filter(
              process ->
                  process.info().startInstant().filter(start -> start.isBefore(latest)).isPresent())
          .map(process -> KnownProcess.of("postgres", process));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException | NumberFormatException e) {
      throw new EmbeddedException("cannot read " + file, e);
    }
  }
}
