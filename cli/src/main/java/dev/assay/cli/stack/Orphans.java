// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import dev.assay.embedded.EmbeddedPostgres;
import dev.assay.processes.KnownProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The processes that a killed launcher left running. The broker and the trainers end with their
 * parent; services and PostgreSQL do not.
 */
final class Orphans {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private Orphans() {}

  /**
   * Stops them and removes the stale {@code stack.json}. The caller has the home's lock.
   *
   * @return the names of those that were still running
   */
  static List<String> stop(Home home) {
    List<String> stopped = new ArrayList<>();
    // PostgreSQL is stopped below in another way, because SIGTERM would wait for its clients.
    StackFile.read(home)
        .ifPresent(
            stale ->
                stale.registry().without(Ports.POSTGRES).stopAll(GRACE).stream()
                    .map(KnownProcess::name)
                    .forEach(stopped::add));
    Optional<KnownProcess> database = EmbeddedPostgres.stopOrphan(home.postgres());
    database.map(KnownProcess::name).ifPresent(stopped::add);
    StackFile.remove(home);
    return List.copyOf(stopped);
  }
}
