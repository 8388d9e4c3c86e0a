// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.study;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What this machine offers a study.
 *
 * @param noCuda why no training can run on a GPU; empty: one can
 * @param freeDisk bytes that are free where the home is
 * @param memory bytes of the machine
 */
public record Machine(String noCuda, long freeDisk, long memory) {
  private static final Path DRIVER = Path.of("/proc/driver/nvidia/version");
  private static final String GPU_ENGINE = "pytorch-native-cu1";

  /**
   * @param home which need not exist
   * @param libraries class path of the trainer
   */
  public static Machine here(Path home, Path libraries) {
    try {
      Path existing = home;
      while (!Files.exists(existing)) {
        existing = existing.getParent();
      }
      return new Machine(
          noCuda(libraries),
          Files.getFileStore(existing).getUsableSpace(),
          ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
    } catch (IOException e) {
      throw new UncheckedIOException("the disk of the home cannot be asked for its space", e);
    }
  }

  private static String noCuda(Path libraries) throws IOException {
    if (!Files.exists(DRIVER)) {
      return "this machine has no NVIDIA driver";
    }
    if (!Files.isDirectory(libraries)) {
      return "";
    }
    try (Stream<Path> files = Files.list(libraries)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith(GPU_ENGINE))
          ? ""
          : "the engine in " + libraries + " is that for CPUs";
    }
  }
}
