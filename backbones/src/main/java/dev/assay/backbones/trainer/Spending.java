// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import dev.assay.backbones.child.Usage;
import dev.assay.contracts.Json;
import dev.assay.contracts.file.ModelManifest.Compute;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The time that a run has taken, over all its attempts: noted after each epoch, so that an attempt
 * that is killed has at most its last epoch unaccounted for.
 */
final class Spending {
  static final String FILE = "spending.json";
  private static final Logger LOG = LoggerFactory.getLogger(Spending.class);

  private final Path file;
  private final Compute before;
  private final long start = System.nanoTime();
  private final double cpuStart = Usage.cpuSeconds();

  private Spending(Path file, Compute before) {
    this.file = file;
    this.before = before;
  }

  /**
   * @param file what earlier attempts noted; need not be there
   */
  static Spending start(Path file) throws IOException {
    Compute before = new Compute(0, 0, 0);
    if (Files.exists(file)) {
      try {
        before = Json.read(Files.readString(file), Compute.class);
      } catch (IllegalArgumentException e) {
        LOG.warn("{} cannot be read: the time of earlier attempts is not counted", file, e);
      }
    }
    return new Spending(file, before);
  }

  /** Of this attempt. */
  double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }

  /** Of this attempt. */
  double cpuSeconds() {
    return Usage.cpuSeconds() - cpuStart;
  }

  /** Of all attempts, until now. */
  Compute total() throws IOException {
    return new Compute(
        before.seconds() + seconds(),
        before.cpuSeconds() + cpuSeconds(),
        Math.max(before.peakMemoryBytes(), Usage.peakMemoryBytes()));
  }

  void note() throws IOException {
    Path whole = Files.writeString(file.resolveSibling(FILE + ".tmp"), Json.write(total()));
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
