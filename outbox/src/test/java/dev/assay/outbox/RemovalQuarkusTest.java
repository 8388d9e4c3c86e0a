// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(StackWithBrokerOutages.class)
class RemovalQuarkusTest {
  private static final String OF_ERASED = "a".repeat(64);
  private static final String OF_OTHER = "b".repeat(64);
  private static final String OF_BOTH = "c".repeat(64);
  private static final String SENT = "d".repeat(64);

  @Inject ErasedStudies erased;
  @Inject WorkQueue queue;
  @Inject Leases leases;
  @Inject DataSource database;

  @BeforeEach
  void empty() {
    Sql.update(database, "truncate work, work_demand, letter, erased_study");
    Sql.update(database, "delete from outbox where message_key in ('gone', 'stays')");
  }

  private static String referring(String sha256) {
    return "{\"uri\":\"assay:sha256/" + sha256 + "\"}";
  }

  private void request(String key, String sha256, String... studies) {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              for (String study : studies) {
                queue.request(key, referring(sha256), "cell", study, 0);
              }
            });
  }

  private Removal erase(String... studies) {
    return QuarkusTransaction.requiringNew().call(() -> erased.begin("e1", List.of(studies)));
  }

  private int count(String query) {
    return Sql.rows(database, "select count(*) from " + query, row -> row.getInt(1)).getFirst();
  }

  @Test
  void removesTheWorkThatNobodyElseRequestedAndSaysWhatItReferredTo() {
    request("k1", OF_ERASED, "gone");
    request("k2", OF_BOTH, "gone", "stays");
    request("k3", OF_OTHER, "stays");
    Lease running = leases.claim("worker").orElseThrow();
    assertThat(running.workKey()).isEqualTo("k1");

    Removal removal = erase("gone");

    assertThat(removal.abandoned()).containsExactly("k1");
    assertThat(removal.files()).containsExactly(OF_ERASED);
    assertThat(removal.removed()).isEqualTo(Map.of("work", 1));
    assertThat(queue.status("k2")).isPresent();
    assertThat(queue.requests("k2")).extracting(Request::group).containsExactly("stays");
    assertThat(queue.status("k3")).isPresent();
    assertThat(leases.heartbeat(running)).as("whoever is at it stops").isFalse();
    assertThat(leases.complete(running, requests -> {})).as("and commits nothing").isFalse();
  }

  @Test
  void keepsTheIdsOfSentEventsAndSendsNoOther() {
    Sql.update(
        database,
        """
        insert into outbox (topic, message_key, event_id, ce_type, payload, sent_at, refused_at)
        values ('shelved', 'gone', 'erased-sent', 't', ?, now(), null),
               ('shelved', 'gone', 'erased-unsent', 't', '{}', null, now()),
               ('shelved', 'stays', 'other-sent', 't', ?, now(), null)
        """,
        referring(SENT),
        referring(OF_OTHER));
    Sql.update(
        database,
        """
        insert into letter (state, topic, record_partition, record_offset, recorded_at, record_key,
          headers, payload, size, reason, attempts, next_at)
        values ('dead', 't', 0, 1, now(), 'gone'::bytea, '{}', 'x'::bytea, 1, 'r', 1, now()),
               ('dead', 't', 0, 2, now(), 'stays'::bytea, '{}', 'x'::bytea, 1, 'r', 1, now()),
               ('dead', 't', 0, 3, now(), '\\x00ff'::bytea, '{}', 'x'::bytea, 1, 'r', 1, now()),
               ('dead', 't', 0, 4, now(), null, '{}', 'x'::bytea, 1, 'r', 1, now())
        """);

    Removal removal = erase("gone");

    assertThat(removal.files()).containsExactly(SENT);
    assertThat(count("outbox where event_id = 'erased-sent' and payload = ''")).isOne();
    assertThat(count("outbox where event_id = 'erased-unsent'")).isZero();
    assertThat(count("outbox where event_id = 'other-sent' and payload <> ''")).isOne();
    assertThat(count("letter")).isEqualTo(3);
    assertThat(removal.removed()).isEqualTo(Map.of("letter", 1, "outbox", 2));
  }

  @Test
  void aSecondErasureFindsNothing() {
    request("k1", OF_ERASED, "gone");
    erase("gone");

    Removal again = erase("gone");

    assertThat(again.removed()).isEmpty();
    assertThat(again.files()).isEmpty();
    assertThat(erased.all()).containsExactly("gone");
  }

  /** Either the handler of an event sees the erasure, or the erasure sees what it has written. */
  @Test
  void waitsForAnEventOfTheStudyThatIsBeingHandled() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicReference<Boolean> before = new AtomicReference<>();
    Thread handler =
        Thread.ofPlatform()
            .start(
                () ->
                    QuarkusTransaction.requiringNew()
                        .run(
                            () -> {
                              before.set(erased.has("gone"));
                              asked.countDown();
                              awaited(goOn);
                              queue.request("late", referring(OF_ERASED), "cell", "gone", 0);
                            }));
    assertThat(asked.await(30, TimeUnit.SECONDS)).isTrue();
    AtomicReference<Removal> removal = new AtomicReference<>();
    Thread erasing = Thread.ofPlatform().start(() -> removal.set(erase("gone")));
    goOn.countDown();
    handler.join();
    erasing.join();

    assertThat(before).hasValue(false);
    assertThat(removal.get().abandoned()).containsExactly("late");
    assertThat(QuarkusTransaction.requiringNew().call(() -> erased.has("gone"))).isTrue();
    assertThat(queue.status("late")).isEmpty();
  }

  private static void awaited(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
