// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How long rows and logs are kept; 0 keeps them for ever. */
@ConfigMapping(prefix = "assay.retention")
public interface RetentionConfig {
  /** Time between two purges. */
  @WithDefault("1h")
  Duration every();

  /** Contents of events that were sent. Their ids are kept for ever: no event is sent twice. */
  @WithDefault("30d")
  Duration outbox();

  /**
   * Ids of events that were handled. An event whose id is forgotten is handled again if it comes
   * again, so this must be longer than the topics keep their records.
   */
  @WithDefault("0s")
  Duration inbox();

  /**
   * Work that has ended, and its requests. Only where nobody asks for its result: a result that is
   * lost is made anew from the row.
   */
  @WithDefault("0s")
  Duration work();

  /** Logs of runs, since they were written last. */
  @WithDefault("90d")
  Duration logs();
}
