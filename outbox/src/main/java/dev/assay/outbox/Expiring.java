// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.time.Instant;

/** Something of a service that {@link Retention} purges, beside the tables of this library. */
public interface Expiring {
  /** What expires, for the log: {@code logs of runs}. */
  String what();

  /**
   * Removes what was last needed before the time of the settings.
   *
   * @return how many were removed
   */
  int removeExpired(RetentionConfig config, Instant now);
}
