// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.child;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What this process has used so far. */
public final class Usage {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";
  private static final Path CLEAR = Path.of("/proc/self/clear_refs");

  /** The kernel's code for it: proc(5), clear_refs. */
  private static final String RESET_PEAK = "5";

  private static final Logger LOG = LoggerFactory.getLogger(Usage.class);

  private Usage() {}

  /** Largest resident size in bytes, native memory included; the heap alone where unknown. */
  public static long peakMemoryBytes() throws IOException {
    if (Files.isReadable(STATUS)) {
      for (String line : Files.readAllLines(STATUS)) {
        if (line.startsWith(PEAK)) {
          return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    return Runtime.getRuntime().totalMemory();
  }

  /**
   * Lets {@link #peakMemoryBytes} begin anew, for a process that does one job after another.
   * Without an effect where the system does not allow it: the peak is then that of all jobs so far.
   */
  public static void forgetPeak() {
    try {
      Files.writeString(CLEAR, RESET_PEAK, StandardOpenOption.WRITE);
    } catch (IOException e) {
      LOG.debug("the peak of memory counts from the start of the process", e);
    }
  }

  /** CPU seconds of all threads. */
  public static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : 0;
  }
}
