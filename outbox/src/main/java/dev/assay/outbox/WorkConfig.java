// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How work is leased, prolonged and tried again. */
@ConfigMapping(prefix = "assay.work")
public interface WorkConfig {
  /** Pieces of work done at the same time by this process. */
  @WithDefault("1")
  int workers();

  /** After this time without a heartbeat another worker may claim the work. */
  @WithDefault("10s")
  Duration lease();

  /** Time between two heartbeats. Several fit into a lease, so that a late one costs nothing. */
  @WithDefault("2s")
  Duration heartbeat();

  /**
   * How often an idle worker asks for work that another process has queued. Work that its own
   * process queues wakes it at once.
   */
  @WithDefault("2s")
  Duration poll();

  /** Failures after which a piece of work has failed permanently. */
  @WithDefault("3")
  int maxFailures();

  /** Time between the first failure and the next attempt. It doubles with each further failure. */
  @WithDefault("1s")
  Duration retryDelay();

  /** Time after which work is tried again that found the disk full; this is no failed attempt. */
  @WithDefault("30s")
  Duration spacePause();

  /** Time that running work has at shutdown before its thread is interrupted. */
  @WithDefault("10s")
  Duration stopGrace();
}
