package dev.assay.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long work is leased and done. */
@ConfigMapping(prefix = "assay.work")
public interface WorkConfig {
  /** Pieces of work done at the same time by this process. */
  @WithDefault("1")
  int workers();

  /** Without a heartbeat for so long, another worker takes over. */
  @WithDefault("10s")
  Duration lease();

  /** Several fit into a lease, so that one that is late costs nothing. */
  @WithDefault("2s")
  Duration heartbeat();

  /** How soon an idle worker finds what another process offered. An offer of its own wakes it. */
  @WithDefault("2s")
  Duration poll();

  /** Attempts that may end badly before a piece of work is given up. */
  @WithDefault("3")
  int maxFailures();

  /** Before the second attempt; doubled before each further one. */
  @WithDefault("1s")
  Duration retryDelay();

  /** What running work gets at shutdown before its thread is interrupted. */
  @WithDefault("10s")
  Duration stopGrace();
}
