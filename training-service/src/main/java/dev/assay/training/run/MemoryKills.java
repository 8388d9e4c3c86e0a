package dev.assay.training.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How many processes the kernel has killed because memory ran out: of this container where it has a
 * limit of its own, else of the machine. A signal 9 alone does not tell who sent it.
 */
final class MemoryKills {
  private static final List<Path> COUNTERS =
      List.of(Path.of("/sys/fs/cgroup/memory.events"), Path.of("/proc/vmstat"));
  private static final String KEY = "oom_kill ";

  private MemoryKills() {}

  /** 0 where the system does not say. */
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
