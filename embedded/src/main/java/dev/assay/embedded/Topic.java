// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A topic to create.
 *
 * @param retention how long messages are kept; empty: for ever
 */
public record Topic(String name, int partitions, Optional<Duration> retention) {

  /**
   * A topic with one partition that is kept for ever. On one machine order matters more than
   * throughput.
   */
  public static Topic keptForEver(String name) {
    return new Topic(name, 1, Optional.empty());
  }

  public static Topic kept(String name, Duration retention) {
    return new Topic(name, 1, Optional.of(retention));
  }

  Map<String, String> settings() {
    return Map.of(
        "retention.ms", retention.map(kept -> Long.toString(kept.toMillis())).orElse("-1"));
  }
}
