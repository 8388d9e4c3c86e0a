// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(StackWithBrokerOutages.class)
class WorkLoopQuarkusTest {
  @Inject WorkQueue queue;
  @Inject Leases leases;
  @Inject WorkConfig config;
  @Inject Instance<Work> none;
  @Inject DataSource database;

  private final ConcurrentLinkedQueue<String> log = new ConcurrentLinkedQueue<>();
  private WorkLoop loop;

  /** Work whose payload says how it ends. */
  private class ScriptedWork implements Work {
    final Semaphore started = new Semaphore(0);
    final CountDownLatch mayEnd = new CountDownLatch(1);

    @Override
    public Result run(Lease lease, StopSignal stop) throws WorkFailure, InterruptedException {
      log.add("run " + lease.workKey());
      started.release();
      switch (lease.payload()) {
        case "until released" -> mayEnd.await();
        case "until stopped" -> {
          stop.future().join();
          log.add("stopped " + lease.workKey());
          throw new WorkFailure("stopped", "operator", true);
        }
        case "ignores the stop" -> new CountDownLatch(1).await();
        case "fails once" -> {
          if (lease.failures() == 0) {
            throw new WorkFailure("first time", "operator", true);
          }
        }
        case "disk is full" -> {
          if (lease.attempt() <= 5) {
            throw new WorkFailure(
                "the model cannot be stored",
                "operator",
                true,
                new IOException("model.tmp: No space left on device"));
          }
        }
        case "bug" -> throw new IllegalStateException("a bug");
        default -> log.add("done " + lease.workKey());
      }
      return new Result() {
        @Override
        public void commit(List<Request> requests) {
          log.add("commit " + lease.workKey() + " for " + requests.size());
        }

        @Override
        public void afterwards() {
          log.add("afterwards " + lease.workKey());
        }
      };
    }

    @Override
    public void failedPermanently(PermanentFailure work) {
      log.add("failed permanently " + work.workKey() + ": " + work.reason());
    }
  }

  private final ScriptedWork work = new ScriptedWork();

  @BeforeEach
  void startLoop() {
    Sql.update(database, "truncate work, work_demand");
    loop = new WorkLoop(queue, leases, config, none);
    loop.begin(work);
  }

  @AfterEach
  void stopLoop() throws InterruptedException {
    work.mayEnd.countDown();
    loop.end();
  }

  @Test
  void doesRequestedWorkAndCleansUpAfterTheCommit() {
    request("run", "");

    await()
        .untilAsserted(
            () ->
                assertThat(log)
                    .containsExactly("run run", "done run", "commit run for 1", "afterwards run"));
  }

  @Test
  void waitsForSpaceWithoutUsingUpItsAttempts() {
    request("run", "disk is full");

    await()
        .untilAsserted(
            () ->
                assertThat(queue.status("run").orElseThrow().reason())
                    .isEqualTo("waits for space on the disk: the model cannot be stored"));
    await().untilAsserted(() -> assertThat(log).contains("commit run for 1"));
    assertThat(log).noneMatch(line -> line.startsWith("failed permanently"));
    assertThat(queue.status("run").orElseThrow().attempts()).isEqualTo(6);
    assertThat(queue.status("run").orElseThrow().failures()).isZero();
  }

  @Test
  void triesAgainAfterAFailure() {
    request("run", "fails once");

    await()
        .untilAsserted(
            () ->
                assertThat(log)
                    .containsExactly("run run", "run run", "commit run for 1", "afterwards run"));
  }

  @Test
  void failsPermanentlyOnABugAfterTheLastAttempt() {
    request("run", "bug");

    await()
        .untilAsserted(
            () ->
                assertThat(log)
                    .contains(
                        "failed permanently run: unexpected: java.lang.IllegalStateException: a"
                            + " bug"));
    assertThat(log).filteredOn("run run"::equals).hasSize(3);
  }

  @Test
  void heartbeatsProlongTheLeaseOfLongWork() throws InterruptedException {
    request("run", "until released");
    work.started.acquire();
    String lease = "select lease_until > claimed_at + interval '4 seconds' from work";

    await().until(() -> Sql.rows(database, lease, row -> row.getBoolean(1)).equals(List.of(true)));
    assertThat(leases.claim("rival")).isEmpty();
    work.mayEnd.countDown();

    await().untilAsserted(() -> assertThat(log).contains("commit run for 1"));
  }

  @Test
  void stopsWorkWithoutALiveRequestAndQueuesItAgain() throws InterruptedException {
    request("run", "until stopped");
    work.started.acquire();

    queue.withdraw("study");

    await().untilAsserted(() -> assertThat(log).contains("stopped run"));
    await().until(() -> queue.status("run").orElseThrow().state() == WorkStatus.State.QUEUED);
    assertThat(queue.status("run").orElseThrow().failures()).isZero();
  }

  @Test
  void releasesItsLeasesAtShutdown() throws InterruptedException {
    request("run", "until stopped");
    work.started.acquire();

    loop.end();

    assertThat(log).contains("stopped run");
    assertThat(leases.claim("next start").orElseThrow().failures()).isZero();
  }

  @Test
  void interruptsWorkThatDoesNotStopAndReleasesItsLease() throws InterruptedException {
    request("run", "ignores the stop");
    work.started.acquire();

    loop.end();

    assertThat(leases.claim("next start").orElseThrow().failures()).isZero();
  }

  @Test
  void claimsTheWorkOfAWorkerThatDied() throws InterruptedException {
    loop.end();
    request("run", "");
    assertThat(leases.claim("killed")).isPresent();

    loop = new WorkLoop(queue, leases, config, none);
    loop.begin(work);

    await().untilAsserted(() -> assertThat(log).contains("commit run for 1"));
    assertThat(queue.status("run").orElseThrow().failures()).isEqualTo(1);
  }

  private void request(String key, String payload) {
    QuarkusTransaction.requiringNew().run(() -> queue.request(key, payload, "cell", "study", 0));
  }
}
