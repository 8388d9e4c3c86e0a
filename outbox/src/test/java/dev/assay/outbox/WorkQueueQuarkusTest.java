package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
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
  @Inject DataSource database;

  @BeforeEach
  void emptyQueue() {
    Sql.update(database, "truncate work, work_demand");
  }

  @Test
  void givesEachPieceOfWorkToOneOfManyWorkers() throws Exception {
    int pieces = 500;
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              for (int i = 0; i < pieces; i++) {
                queue.offer("k%03d".formatted(i), "{}", "cell", "study" + i % 3, 0);
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
                  while ((lease = queue.claim(name)).isPresent()) {
                    if (!done.add(lease.get().workKey())) {
                      twice.incrementAndGet();
                    }
                    assertThat(queue.complete(lease.get(), demands -> commits.incrementAndGet()))
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
  void letsAnotherWorkerTakeOverFromADeadOneAndRefusesTheStaleCommit() {
    offer("run", "cell", "study", 0);
    Lease dead = queue.claim("dead").orElseThrow();
    assertThat(queue.claim("second")).isEmpty();

    endLeases();
    Lease second = queue.claim("second").orElseThrow();

    assertThat(second.attempt()).isGreaterThan(dead.attempt());
    assertThat(second.failures()).isEqualTo(1);
    assertThat(queue.heartbeat(dead)).isFalse();
    List<String> written = new ArrayList<>();
    assertThat(queue.complete(dead, demands -> written.add("stale"))).isFalse();
    assertThat(queue.fail(dead, passing("stale"), gone -> written.add("stale"))).isFalse();
    queue.release(dead);
    assertThat(queue.heartbeat(second)).isTrue();
    assertThat(queue.complete(second, demands -> written.add("fresh"))).isTrue();
    assertThat(queue.complete(second, demands -> written.add("again"))).isFalse();
    assertThat(written).containsExactly("fresh");
  }

  @Test
  void aHeartbeatRevivesALeaseThatNobodyTook() {
    offer("run", "cell", "study", 0);
    Lease lease = queue.claim("slow").orElseThrow();
    endLeases();

    assertThat(queue.heartbeat(lease)).isTrue();

    assertThat(queue.claim("other")).isEmpty();
  }

  @Test
  void rollsTheCompletionBackWithTheResult() {
    offer("run", "cell", "study", 0);
    Lease lease = queue.claim("w").orElseThrow();

    assertThat(
            org.assertj.core.api.Assertions.catchThrowable(
                () ->
                    queue.complete(
                        lease,
                        demands -> {
                          throw new IllegalStateException("cannot write the result");
                        })))
        .isInstanceOf(IllegalStateException.class);

    assertThat(queue.heartbeat(lease)).isTrue();
    assertThat(queue.demands("run")).containsExactly(new Demand("study", "cell"));
  }

  @Test
  void doesOnceWhatManyDemandAndTellsThemAll() {
    assertThat(offer("run", "cell-b", "study-2", 0)).isEqualTo(Offered.WAITING);
    assertThat(offer("run", "cell-a", "study-1", 0)).isEqualTo(Offered.WAITING);
    assertThat(offer("run", "cell-a", "study-1", 0)).isEqualTo(Offered.KNOWN);
    Lease lease = queue.claim("w").orElseThrow();
    assertThat(queue.claim("w2")).isEmpty();

    List<Demand> told = new ArrayList<>();
    queue.complete(lease, told::addAll);

    assertThat(told)
        .containsExactly(new Demand("study-1", "cell-a"), new Demand("study-2", "cell-b"));
    assertThat(offer("run", "cell-a", "study-1", 0)).isEqualTo(Offered.KNOWN);
    assertThat(offer("run", "cell-c", "study-3", 0)).isEqualTo(Offered.DONE);
    assertThat(queue.claim("w")).isEmpty();
  }

  @Test
  void triesAgainUpToTheBoundAndThenGivesUpWithTheReason() {
    offer("run", "cell", "study", 0);
    List<GivenUp> givenUp = new ArrayList<>();

    for (int i = 1; i <= 3; i++) {
      makeDue();
      Lease lease = queue.claim("w").orElseThrow();
      queue.fail(lease, passing("crash " + i), givenUp::add);
    }

    assertThat(givenUp)
        .containsExactly(
            new GivenUp(
                "run", "{}", 3, "crash 3", "operator", List.of(new Demand("study", "cell"))));
    makeDue();
    assertThat(queue.claim("w")).isEmpty();
    assertThat(offer("run", "cell", "study", 0)).isEqualTo(Offered.KNOWN);
    assertThat(queue.status("run").orElseThrow().state()).isEqualTo(WorkStatus.State.DEAD);
  }

  @Test
  void waitsBeforeTheNextAttempt() {
    offer("run", "cell", "study", 0);
    Lease lease = queue.claim("w").orElseThrow();
    Sql.update(database, "update work set failures = 1");

    queue.fail(
        new Lease(lease.workKey(), lease.payload(), lease.attempt(), 10),
        passing("crash"),
        gone -> {});

    assertThat(queue.claim("w")).isEmpty();
  }

  @Test
  void givesUpAtOnceWhenAnotherAttemptCannotEndDifferently() {
    offer("run", "cell", "study", 0);
    List<GivenUp> givenUp = new ArrayList<>();

    queue.fail(
        queue.claim("w").orElseThrow(),
        new WorkFailure("no such class", "user", false),
        givenUp::add);

    assertThat(givenUp)
        .extracting(GivenUp::reason, GivenUp::actor)
        .hasToString("[(\"no such class\", \"user\")]");
  }

  @Test
  void revivesGivenUpWorkForANewDemandOnly() {
    offer("run", "cell", "study", 0);
    queue.fail(queue.claim("w").orElseThrow(), new WorkFailure("bad", "user", false), gone -> {});

    assertThat(offer("run", "cell", "study-2", 0)).isEqualTo(Offered.WAITING);

    Lease lease = queue.claim("w").orElseThrow();
    assertThat(lease.failures()).isZero();
    List<Demand> told = new ArrayList<>();
    queue.complete(lease, told::addAll);
    assertThat(told).containsExactly(new Demand("study-2", "cell"));
  }

  @Test
  void givesUpWorkWhoseWorkersVanishOnceTooOften() {
    offer("run", "cell", "study", 0);
    List<GivenUp> givenUp = new ArrayList<>();

    for (int i = 0; i < 3; i++) {
      assertThat(queue.giveUpLost(givenUp::add)).isZero();
      assertThat(queue.claim("doomed")).isPresent();
      endLeases();
    }

    assertThat(queue.claim("w")).isEmpty();
    assertThat(queue.giveUpLost(givenUp::add)).isEqualTo(1);
    assertThat(givenUp.getFirst().reason()).contains("vanished 3 times").contains("doomed");
    assertThat(givenUp.getFirst().demands()).containsExactly(new Demand("study", "cell"));
  }

  @Test
  void anOrderlyReleaseCostsNoAttemptAndFreesAtOnce() {
    offer("run", "cell", "study", 0);
    Lease first = queue.claim("w").orElseThrow();

    queue.release(first);

    Lease second = queue.claim("w").orElseThrow();
    assertThat(second.failures()).isZero();
    assertThat(second.attempt()).isGreaterThan(first.attempt());
  }

  @Test
  void stopsWhenTheLastDemandIsWithdrawn() {
    offer("run", "cell", "study-1", 0);
    offer("run", "cell", "study-2", 0);
    Lease lease = queue.claim("w").orElseThrow();

    assertThat(queue.withdraw("study-1")).isEqualTo(1);
    assertThat(queue.heartbeat(lease)).isTrue();
    assertThat(queue.withdraw("study-2", "cell")).isEqualTo(1);
    assertThat(queue.heartbeat(lease)).isFalse();

    queue.release(lease);
    assertThat(queue.claim("w")).isEmpty();
    assertThat(offer("run", "cell", "study-2", 0)).isEqualTo(Offered.KNOWN);
    assertThat(queue.claim("w")).isEmpty();
    assertThat(offer("run", "cell", "study-3", 0)).isEqualTo(Offered.WAITING);
    assertThat(queue.claim("w")).isPresent();
  }

  @Test
  void pausedWorkStopsKeepsItsPlaceAndGoesOnLater() {
    offer("run", "cell", "study-1", 0);
    offer("later", "cell", "study-2", 0);
    Lease lease = queue.claim("w").orElseThrow();

    assertThat(queue.pause("study-1")).isEqualTo(1);

    assertThat(queue.heartbeat(lease)).isFalse();
    queue.release(lease);
    assertThat(queue.status("run").orElseThrow())
        .returns(WorkStatus.State.QUEUED, WorkStatus::state)
        .returns(0, WorkStatus::failures)
        .returns(false, WorkStatus::wanted)
        .returns(true, WorkStatus::paused);
    assertThat(queue.waiting()).isEqualTo(1);
    assertThat(queue.resume("study-1")).isEqualTo(1);
    assertThat(queue.claim("w").orElseThrow().workKey()).isEqualTo("run");
  }

  @Test
  void tellsThosePausedWhenTheWorkEndsForOthers() {
    offer("run", "cell", "study-1", 0);
    offer("run", "cell", "study-2", 0);
    queue.pause("study-1");
    Lease lease = queue.claim("w").orElseThrow();
    List<Demand> told = new ArrayList<>();

    assertThat(queue.complete(lease, told::addAll)).isTrue();

    assertThat(told).containsExactly(new Demand("study-1", "cell"), new Demand("study-2", "cell"));
    assertThat(queue.resume("study-1")).isZero();
  }

  @Test
  void takesTheHighestPriorityThenTheGroupWithTheFewestRunningThenTheOldest() {
    offer("a1", "c1", "busy", 0);
    offer("a2", "c2", "busy", 0);
    offer("a3", "c3", "busy", 0);
    offer("b1", "c1", "small", 0);
    offer("z", "c1", "urgent", 5);

    List<String> order = new ArrayList<>();
    Optional<Lease> lease;
    while ((lease = queue.claim("w")).isPresent()) {
      order.add(lease.get().workKey());
    }

    assertThat(order).containsExactly("z", "a1", "b1", "a2", "a3");
  }

  @Test
  void aDemandOfHigherPriorityLiftsSharedWork() {
    offer("old", "cell", "study-1", 0);
    offer("shared", "cell", "study-1", 0);
    offer("shared", "cell", "study-2", 9);

    assertThat(queue.claim("w").orElseThrow().workKey()).isEqualTo("shared");
  }

  @Test
  void countsWhatWaits() {
    offer("a", "cell", "study-1", 0);
    offer("b", "cell", "study-2", 0);
    offer("c", "cell", "study-3", 0);
    queue.claim("w");
    queue.withdraw("study-3");

    assertThat(queue.waiting()).isEqualTo(1);
  }

  private Offered offer(String key, String demander, String group, int priority) {
    return QuarkusTransaction.requiringNew()
        .call(() -> queue.offer(key, "{}", demander, group, priority));
  }

  /** As if the workers had not been heard of for longer than a lease. */
  private void endLeases() {
    Sql.update(database, "update work set lease_until = now() - interval '1 second'");
  }

  private void makeDue() {
    Sql.update(database, "update work set not_before = now()");
  }

  private static WorkFailure passing(String reason) {
    return new WorkFailure(reason, "operator", true);
  }
}
