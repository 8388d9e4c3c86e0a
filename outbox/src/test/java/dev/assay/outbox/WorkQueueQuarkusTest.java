// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(StackWithBrokerOutages.class)
class WorkQueueQuarkusTest {
  @Inject WorkQueue queue;
  @Inject Leases leases;
  @Inject DataSource database;

  @BeforeEach
  void emptyQueue() {
    Sql.update(database, "truncate work, work_demand");
  }

  @Test
  void leasesEachPieceOfWorkToOneOfManyWorkers() throws Exception {
    int pieces = 500;
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              for (int i = 0; i < pieces; i++) {
                queue.request("k%03d".formatted(i), "{}", "cell", "study" + i % 3, 0);
              }
            });
    Set<String> done = ConcurrentHashMap.newKeySet();
    AtomicInteger twice = new AtomicInteger();
    AtomicInteger commits = new AtomicInteger();

    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String name = "w" + i;
        workers.add(
            threads.submit(
                () -> {
                  Optional<Lease> lease;
                  while ((lease = leases.claim(name)).isPresent()) {
                    if (!done.add(lease.get().workKey())) {
                      twice.incrementAndGet();
                    }
                    assertThat(leases.complete(lease.get(), requests -> commits.incrementAndGet()))
                        .isTrue();
                  }
                  return null;
                }));
      }
      for (Future<?> worker : workers) {
        worker.get();
      }
    }

    assertThat(done).hasSize(pieces);
    assertThat(twice).hasValue(0);
    assertThat(commits).hasValue(pieces);
  }

  @Test
  void claimsWithoutReadingAllThatWaits() {
    int each = 10_000;
    for (String study : List.of("a", "b", "c")) {
      Sql.update(
          database,
          "insert into work (work_key, payload, max_failures)"
              + " select ? || i, '{}', 3 from generate_series(1, ?) i",
          study,
          each);
      Sql.update(
          database,
          "insert into work_demand (work_key, work_group, demander, priority, seq)"
              + " select work_key, ?, 'cell', 0, seq from work where work_key like ?",
          study,
          study + "%");
    }
    // Statistics that mislead: of a table in which hardly anything waits.
    Sql.update(database, "update work set state = 'done'");
    Sql.update(database, "analyze work, work_demand");
    Sql.update(database, "update work set state = 'queued'");

    int claims = 30;
    long read =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  for (int i = 0; i < claims; i++) {
                    assertThat(leases.claim("w").orElseThrow().workKey())
                        .isEqualTo("abc".charAt(i % 3) + Integer.toString(1 + i / 3));
                  }
                  return Sql.rows(
                          database,
                          "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))"
                              + " from pg_stat_xact_user_tables"
                              + " where relname in ('work', 'work_demand')",
                          row -> row.getLong(1))
                      .getFirst();
                });

    // Reading all that waits at each claim would be 900,000. The database may make new statistics
    // meanwhile, and plan a few claims by those that mislead.
    assertThat(read).isPositive().isLessThan(3L * each * claims / 3);
  }

  @Test
  void passesWorkOverThatAnotherTransactionHolds() throws Exception {
    request("a", "cell", "study", 0);
    request("b", "cell", "study", 0);

    String claimed =
        QuarkusTransaction.requiringNew()
            .call(
                () -> {
                  Sql.rows(
                      database,
                      "select 1 from work where work_key = 'a' for update",
                      row -> row.getInt(1));
                  try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                    return other.submit(() -> leases.claim("w").orElseThrow().workKey()).get();
                  }
                });

    assertThat(claimed).isEqualTo("b");
  }

  @Test
  void findsWorkAgainThatWasGivenBackPausedOrWithdrawnByOthersMeanwhile() {
    request("run", "cell", "study", 0);
    Lease lease = leases.claim("w").orElseThrow();
    queue.pause("study");
    leases.release(lease);
    assertThat(leases.claim("w")).as("paused").isEmpty();

    queue.resume("study");

    Lease second = leases.claim("w").orElseThrow();
    request("run", "other cell", "other study", 5);
    queue.withdraw("study");
    leases.release(second);
    assertThat(leases.claim("w").orElseThrow().workKey()).isEqualTo("run");
  }

  @Test
  void fencesOutADeadWorkerOnceAnotherHasClaimedItsWork() {
    request("run", "cell", "study", 0);
    Lease dead = leases.claim("dead").orElseThrow();
    assertThat(leases.claim("second")).isEmpty();

    endLeases();
    Lease second = leases.claim("second").orElseThrow();

    assertThat(second.attempt()).isGreaterThan(dead.attempt());
    assertThat(second.failures()).isEqualTo(1);
    assertThat(leases.heartbeat(dead)).isFalse();
    List<String> written = new ArrayList<>();
    assertThat(leases.complete(dead, requests -> written.add("stale"))).isFalse();
    assertThat(leases.fail(dead, passing("stale"), failure -> written.add("stale"))).isFalse();
    leases.release(dead);
    assertThat(leases.heartbeat(second)).isTrue();
    assertThat(leases.complete(second, requests -> written.add("fresh"))).isTrue();
    assertThat(leases.complete(second, requests -> written.add("again"))).isFalse();
    assertThat(written).containsExactly("fresh");
  }

  @Test
  void aHeartbeatProlongsALeaseThatHasEndedButWasNotClaimed() {
    request("run", "cell", "study", 0);
    Lease lease = leases.claim("slow").orElseThrow();
    endLeases();

    assertThat(leases.heartbeat(lease)).isTrue();

    assertThat(leases.claim("other")).isEmpty();
  }

  @Test
  void doesWorkAgainWhoseResultWasLostAndTellsItsRequesters() {
    request("run", "cell", "study", 0);
    assertThat(queue.redo("run")).as("not done yet").isFalse();
    leases.complete(leases.claim("w").orElseThrow(), requests -> {});

    assertThat(queue.redo("run")).isTrue();

    assertThat(queue.redo("run")).as("queued already").isFalse();
    assertThat(queue.redo("unknown")).isFalse();
    List<Request> told = new ArrayList<>();
    Lease again = leases.claim("w").orElseThrow();
    assertThat(again.failures()).isZero();
    assertThat(leases.complete(again, told::addAll)).isTrue();
    assertThat(told).containsExactly(new Request("study", "cell"));
  }

  @Test
  void rollsTheCompletionBackWithTheResult() {
    request("run", "cell", "study", 0);
    Lease lease = leases.claim("w").orElseThrow();

    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    leases.complete(
                        lease,
                        requests -> {
                          throw new IllegalStateException("cannot write the result");
                        })))
        .isInstanceOf(IllegalStateException.class);

    assertThat(leases.heartbeat(lease)).isTrue();
    assertThat(queue.requests("run")).containsExactly(new Request("study", "cell"));
  }

  @Test
  void doesOnceWhatManyRequestAndNotifiesThemAll() {
    assertThat(request("run", "cell-b", "study-2", 0)).isEqualTo(RequestResult.WAITING);
    assertThat(request("run", "cell-a", "study-1", 0)).isEqualTo(RequestResult.WAITING);
    assertThat(request("run", "cell-a", "study-1", 0)).isEqualTo(RequestResult.KNOWN);
    Lease lease = leases.claim("w").orElseThrow();
    assertThat(leases.claim("w2")).isEmpty();

    List<Request> notified = new ArrayList<>();
    leases.complete(lease, notified::addAll);

    assertThat(notified)
        .containsExactly(new Request("study-1", "cell-a"), new Request("study-2", "cell-b"));
    assertThat(request("run", "cell-a", "study-1", 0)).isEqualTo(RequestResult.KNOWN);
    assertThat(request("run", "cell-c", "study-3", 0)).isEqualTo(RequestResult.DONE);
    assertThat(leases.claim("w")).isEmpty();
  }

  @Test
  void failsPermanentlyWithTheReasonAfterTheLastAttempt() {
    request("run", "cell", "study", 0);
    List<PermanentFailure> failedPermanently = new ArrayList<>();

    for (int i = 1; i <= 3; i++) {
      makeDue();
      Lease lease = leases.claim("w").orElseThrow();
      leases.fail(lease, passing("crash " + i), failedPermanently::add);
    }

    assertThat(failedPermanently)
        .containsExactly(
            new PermanentFailure(
                "run", "{}", 3, "crash 3", "operator", List.of(new Request("study", "cell"))));
    makeDue();
    assertThat(leases.claim("w")).isEmpty();
    assertThat(request("run", "cell", "study", 0)).isEqualTo(RequestResult.KNOWN);
    assertThat(queue.status("run").orElseThrow().state()).isEqualTo(WorkStatus.State.DEAD);
  }

  @Test
  void waitsBeforeTheNextAttempt() {
    request("run", "cell", "study", 0);
    Lease lease = leases.claim("w").orElseThrow();
    Sql.update(database, "update work set failures = 1");

    leases.fail(
        new Lease(lease.workKey(), lease.payload(), lease.attempt(), 10),
        passing("crash"),
        failure -> {});

    assertThat(leases.claim("w")).isEmpty();
  }

  @Test
  void failsPermanentlyAtOnceWhenAnotherAttemptCannotSucceed() {
    request("run", "cell", "study", 0);
    List<PermanentFailure> failedPermanently = new ArrayList<>();

    leases.fail(
        leases.claim("w").orElseThrow(),
        new WorkFailure("no such class", "user", false),
        failedPermanently::add);

    assertThat(failedPermanently)
        .extracting(PermanentFailure::reason, PermanentFailure::actor)
        .hasToString("[(\"no such class\", \"user\")]");
  }

  @Test
  void queuesPermanentlyFailedWorkAnewForANewRequestOnly() {
    request("run", "cell", "study", 0);
    leases.fail(
        leases.claim("w").orElseThrow(), new WorkFailure("bad", "user", false), failure -> {});

    assertThat(request("run", "cell", "study-2", 0)).isEqualTo(RequestResult.WAITING);

    Lease lease = leases.claim("w").orElseThrow();
    assertThat(lease.failures()).isZero();
    List<Request> notified = new ArrayList<>();
    leases.complete(lease, notified::addAll);
    assertThat(notified).containsExactly(new Request("study-2", "cell"));
  }

  @Test
  void failsPermanentlyWhenWorkersVanishTooOften() {
    request("run", "cell", "study", 0);
    List<PermanentFailure> failedPermanently = new ArrayList<>();

    for (int i = 0; i < 3; i++) {
      assertThat(leases.failLost(failedPermanently::add)).isZero();
      assertThat(leases.claim("doomed")).isPresent();
      endLeases();
    }

    assertThat(leases.claim("w")).isEmpty();
    assertThat(leases.failLost(failedPermanently::add)).isEqualTo(1);
    assertThat(failedPermanently.getFirst().reason())
        .contains("vanished 3 times")
        .contains("doomed");
    assertThat(failedPermanently.getFirst().requests())
        .containsExactly(new Request("study", "cell"));
  }

  @Test
  void aReleaseCountsNoFailureAndQueuesTheWorkAtOnce() {
    request("run", "cell", "study", 0);
    Lease first = leases.claim("w").orElseThrow();

    leases.release(first);

    Lease second = leases.claim("w").orElseThrow();
    assertThat(second.failures()).isZero();
    assertThat(second.attempt()).isGreaterThan(first.attempt());
  }

  @Test
  void stopsWhenTheLastRequestIsWithdrawn() {
    request("run", "cell", "study-1", 0);
    request("run", "cell", "study-2", 0);
    Lease lease = leases.claim("w").orElseThrow();

    assertThat(queue.withdraw("study-1")).isEqualTo(1);
    assertThat(leases.heartbeat(lease)).isTrue();
    assertThat(queue.withdraw("study-2", "cell")).isEqualTo(1);
    assertThat(leases.heartbeat(lease)).isFalse();

    leases.release(lease);
    assertThat(leases.claim("w")).isEmpty();
    assertThat(request("run", "cell", "study-2", 0)).isEqualTo(RequestResult.KNOWN);
    assertThat(leases.claim("w")).isEmpty();
    assertThat(request("run", "cell", "study-3", 0)).isEqualTo(RequestResult.WAITING);
    assertThat(leases.claim("w")).isPresent();
  }

  @Test
  void pausedWorkStopsKeepsItsPlaceAndContinuesLater() {
    request("run", "cell", "study-1", 0);
    request("later", "cell", "study-2", 0);
    Lease lease = leases.claim("w").orElseThrow();

    assertThat(queue.pause("study-1")).isEqualTo(1);

    assertThat(leases.heartbeat(lease)).isFalse();
    leases.release(lease);
    assertThat(queue.status("run").orElseThrow())
        .returns(WorkStatus.State.QUEUED, WorkStatus::state)
        .returns(0, WorkStatus::failures)
        .returns(false, WorkStatus::wanted)
        .returns(true, WorkStatus::paused);
    assertThat(queue.waiting()).isEqualTo(1);
    assertThat(queue.resume("study-1")).isEqualTo(1);
    assertThat(leases.claim("w").orElseThrow().workKey()).isEqualTo("run");
  }

  @Test
  void notifiesPausedRequestsWhenTheWorkEndsForOthers() {
    request("run", "cell", "study-1", 0);
    request("run", "cell", "study-2", 0);
    queue.pause("study-1");
    Lease lease = leases.claim("w").orElseThrow();
    List<Request> notified = new ArrayList<>();

    assertThat(leases.complete(lease, notified::addAll)).isTrue();

    assertThat(notified)
        .containsExactly(new Request("study-1", "cell"), new Request("study-2", "cell"));
    assertThat(queue.resume("study-1")).isZero();
  }

  @Test
  void takesTheHighestPriorityThenTheGroupWithTheFewestRunningThenTheOldest() {
    request("a1", "c1", "busy", 0);
    request("a2", "c2", "busy", 0);
    request("a3", "c3", "busy", 0);
    request("b1", "c1", "small", 0);
    request("z", "c1", "urgent", 5);

    List<String> order = new ArrayList<>();
    Optional<Lease> lease;
    while ((lease = leases.claim("w")).isPresent()) {
      order.add(lease.get().workKey());
    }

    assertThat(order).containsExactly("z", "a1", "b1", "a2", "a3");
  }

  @Test
  void aRequestOfHigherPriorityRaisesSharedWork() {
    request("old", "cell", "study-1", 0);
    request("shared", "cell", "study-1", 0);
    request("shared", "cell", "study-2", 9);

    assertThat(leases.claim("w").orElseThrow().workKey()).isEqualTo("shared");
  }

  @Test
  void countsQueuedWorkWithALiveRequest() {
    request("a", "cell", "study-1", 0);
    request("b", "cell", "study-2", 0);
    request("c", "cell", "study-3", 0);
    leases.claim("w");
    queue.withdraw("study-3");

    assertThat(queue.waiting()).isEqualTo(1);
  }

  private RequestResult request(String key, String requester, String group, int priority) {
    return QuarkusTransaction.requiringNew()
        .call(() -> queue.request(key, "{}", requester, group, priority));
  }

  /** Ends all leases, as if no worker had sent a heartbeat for longer than a lease. */
  private void endLeases() {
    Sql.update(database, "update work set lease_until = now() - interval '1 second'");
  }

  private void makeDue() {
    Sql.update(database, "update work set not_before = now()");
    Sql.update(database, "update work_demand set not_before = now()");
  }

  private static WorkFailure passing(String reason) {
    return new WorkFailure(reason, "operator", true);
  }

  @Test
  void countsWhatWaitsForAGroup() {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              queue.request("k1", "{}", "cell", "a", 0);
              queue.request("k2", "{}", "cell", "a", 0);
              queue.request("k3", "{}", "cell", "b", 0);
            });
    assertThat(leases.claim("w").orElseThrow().workKey()).isEqualTo("k1");

    assertThat(queue.waiting("a")).isEqualTo(1);
    assertThat(queue.waiting("b")).isEqualTo(1);
    assertThat(queue.waiting("c")).isZero();
  }

  @Test
  void forgetsOldEndedWorkOfAGroupAloneAndDoesItAnewIfAskedAgain() {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              for (String key : List.of("old", "new", "shared", "of-b")) {
                queue.request(key, "{}", "cell", key.equals("of-b") ? "b" : "a", 0);
              }
              queue.request("shared", "{}", "cell", "b", 0);
            });
    for (int i = 0; i < 4; i++) {
      leases.complete(leases.claim("w").orElseThrow(), requests -> {});
    }
    QuarkusTransaction.requiringNew().run(() -> queue.request("waiting", "{}", "cell", "a", 0));
    Sql.update(
        database,
        "update work set ended_at = now() - interval '2 days' where work_key <> 'new' and state ="
            + " 'done'");

    assertThat(queue.forget("a", Duration.ofDays(1))).isEqualTo(1);

    assertThat(Sql.rows(database, "select work_key from work order by 1", row -> row.getString(1)))
        .containsExactly("new", "of-b", "shared", "waiting");
    assertThat(queue.status("old")).isEmpty();
    RequestResult again =
        QuarkusTransaction.requiringNew().call(() -> queue.request("old", "{}", "cell", "a", 0));
    assertThat(again).isEqualTo(RequestResult.WAITING);
  }
}
