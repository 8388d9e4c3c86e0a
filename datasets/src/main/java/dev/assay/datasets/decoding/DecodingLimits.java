// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/**
 * What decoding may use. Neither value decides which images can be read on a machine that is not
 * far slower than usual: memory decides how many are decoded at the same time, and time counts only
 * while the decoder computes.
 *
 * @param memory bytes of heap that all decoders together may have; an image that needs more is
 *     decoded alone
 * @param time processor time for an image of up to a megapixel; larger images have more
 */
public record DecodingLimits(long memory, Duration time) {
  public static final Duration DEFAULT_TIME = Duration.ofSeconds(5);

  /** Ten times what the slowest format takes on a slow processor. */
  private static final long NANOS_PER_BYTE_OF_HEAP = 10;

  public DecodingLimits {
    if (memory < 1 || time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException(
          "memory and time of decoding must be above 0, not " + memory + " bytes and " + time);
    }
  }

  /** Half of the memory of the machine, or the container, that the heap of this JVM leaves. */
  public static DecodingLimits ofMachine() {
    long memory =
        ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getTotalMemorySize()
            : 0;
    long left = memory - Runtime.getRuntime().maxMemory();
    return new DecodingLimits(Math.max(1, left / 2), DEFAULT_TIME);
  }

  /** The processor time for an image whose decoder has this heap. */
  Duration timeFor(long heap) {
    long beyond = Math.max(0, heap - DecodingMemory.SMALLEST);
    return time.plusNanos(NANOS_PER_BYTE_OF_HEAP * beyond);
  }
}
