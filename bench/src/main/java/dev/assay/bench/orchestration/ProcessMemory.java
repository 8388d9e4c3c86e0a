// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench.orchestration;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The memory of another process, as Linux counts it. */
final class ProcessMemory {
  private static final String HIGH_WATER = "VmHWM:";

  private ProcessMemory() {}

  /** The largest resident size so far, in bytes; 0 where the system does not say it. */
  static long largest(ProcessHandle process) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/%d/status".formatted(process.pid())))) {
      return lines
          .filter(line -> line.startsWith(HIGH_WATER))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (NoSuchFileException e) {
      return 0;
    }
  }
}
