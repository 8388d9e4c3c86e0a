// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.child;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Counts the processes that the kernel has killed because memory ran out: those of this container
 * if it has a limit of its own, else those of the machine. Signal 9 alone does not say who sent it.
 */
final class MemoryKills {
  private static final List<Path> COUNTERS =
      List.of(Path.of("/sys/fs/cgroup/memory.events"), Path.of("/proc/vmstat"));
  private static final String KEY = "oom_kill ";

  private MemoryKills() {}

  /** The number so far; 0 where the system has no such counter. */
  static long count() throws IOException {
    return count(COUNTERS);
  }

  static long count(List<Path> counters) throws IOException {
    for (Path counter : counters) {
      if (Files.isReadable(counter)) {
        for (String line : Files.readAllLines(counter)) {
          if (line.startsWith(KEY)) {
            return Long.parseLong(line.substring(KEY.length()).strip());
          }
        }
      }
    }
    return 0;
  }
}
