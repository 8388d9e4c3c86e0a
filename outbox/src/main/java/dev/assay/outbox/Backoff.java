// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Repeats, with growing pauses, what fails only while the database cannot be reached. */
final class Backoff {
  private static final Logger LOG = Logger.getLogger(Backoff.class);
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private Duration next = FIRST;

  /** The time to wait before the next try: 0.1 s, 0.2 s, ... 5 s. */
  Duration next() {
    Duration now = next;
    next = next.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : next.multipliedBy(2);
    return now;
  }

  void reset() {
    next = FIRST;
  }

  /**
   * @param what is done, for the log
   * @param stopping true when no further try is allowed; the failure is then thrown
   * @throws InterruptedException when interrupted between two tries
   */
  static <T> T retrying(String what, BooleanSupplier stopping, Supplier<T> action)
      throws InterruptedException {
    Backoff backoff = new Backoff();
    while (true) {
      try {
        return action.get();
      } catch (RuntimeException e) {
        if (!DatabaseException.passes(e) || stopping.getAsBoolean()) {
          throw e;
        }
        Duration pause = backoff.next();
        LOG.warnf("%s failed and is tried again in %d ms: %s", what, pause.toMillis(), e);
        Thread.sleep(pause);
      }
    }
  }
}
