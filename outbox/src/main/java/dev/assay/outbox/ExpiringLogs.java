// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/** The logs of runs, which are kept for some time after the last attempt. */
public final class ExpiringLogs implements Expiring {
  private final Path logs;

  /**
   * @param logs the folder of the files; it need not exist
   */
  public ExpiringLogs(Path logs) {
    this.logs = logs;
  }

  @Override
  public String what() {
    return "logs of runs";
  }

  @Override
  public int removeExpired(RetentionConfig config, Instant now) {
    if (!config.logs().isPositive() || !Files.isDirectory(logs)) {
      return 0;
    }
    Instant limit = now.minus(config.logs());
    int removed = 0;
    try (Stream<Path> all = Files.list(logs)) {
      List<Path> files = all.filter(file -> file.toString().endsWith(".log")).toList();
      for (Path file : files) {
        removed += isOlder(file, limit) && Files.deleteIfExists(file) ? 1 : 0;
      }
    } catch (IOException e) {
      throw new UncheckedIOException("logs of runs cannot be removed", e);
    }
    return removed;
  }

  private static boolean isOlder(Path file, Instant limit) throws IOException {
    try {
      return Files.getLastModifiedTime(file).toInstant().isBefore(limit);
    } catch (NoSuchFileException e) {
      return false; // another replica has removed it
    }
  }
}
