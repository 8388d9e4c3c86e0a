// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Two replicas, which are two sessions of the database. */
@QuarkusTest
@QuarkusTestResource(StackWithBrokerOutages.class)
class LeadershipQuarkusTest {
  @Inject DataSource database;
  private final AtomicInteger taken = new AtomicInteger();

  @Test
  void oneReplicaIsTheLeaderUntilItCloses() {
    try (Leadership first = new Leadership(database, "closing", taken::incrementAndGet);
        Leadership second = new Leadership(database, "closing", taken::incrementAndGet);
        Leadership other = new Leadership(database, "something-else", () -> {})) {
      assertThat(first.held()).isTrue();
      assertThat(first.held()).isTrue();
      assertThat(second.held()).isFalse();
      assertThat(other.held()).isTrue();
      assertThat(taken).hasValue(1);

      first.close();

      assertThat(second.held()).isTrue();
      assertThat(first.held()).isFalse();
      assertThat(taken).hasValue(2);
    }
  }

  @Test
  void aReplicaWhoseSessionDiesLosesTheLeadershipAtOnce() {
    try (Leadership first = new Leadership(database, "dying", taken::incrementAndGet);
        Leadership second = new Leadership(database, "dying", taken::incrementAndGet)) {
      assertThat(first.held()).isTrue();

      assertThat(killHolder("dying")).isEqualTo(1);

      assertThat(second.held()).isTrue();
      assertThat(first.held()).isFalse();
      second.close();
      assertThat(first.held()).isTrue();
      assertThat(taken).hasValue(3);
    }
  }

  /** The number of sessions that were killed. */
  private int killHolder(String name) {
    List<Boolean> killed =
        Sql.rows(
            database,
            """
            select pg_terminate_backend(pid, 10000) from pg_locks
            where locktype = 'advisory' and granted
              and classid::bigint = hashtext(current_schema())::bigint & 4294967295
              and objid::bigint = hashtext(?)::bigint & 4294967295
            """,
            row -> row.getBoolean(1),
            name);
    assertThat(killed).doesNotContain(false);
    return killed.size();
  }
}
