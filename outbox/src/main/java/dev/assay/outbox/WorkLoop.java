// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The workers of a process. Each claims a piece of work, does the service's {@link Work} under
 * heartbeats, completes or fails it, and begins again. At an orderly shutdown running work is asked
 * to stop and its leases are released, so that the work continues at once after the next start. In
 * a service without {@link Work} there are no workers.
 */
@ApplicationScoped
public class WorkLoop {
  private static final Logger LOG = Logger.getLogger(WorkLoop.class);
  private static final Duration INTERRUPTED = Duration.ofSeconds(5);

  private final WorkQueue queue;
  private final Leases leases;
  private final WorkConfig config;
  private final Instance<Work> works;
  private final Wakeup wakeup = new Wakeup();
  private final Set<StopSignal> running = ConcurrentHashMap.newKeySet();
  private final List<Thread> workers = new ArrayList<>();
  private @Nullable ScheduledExecutorService heartbeats;
  private volatile boolean stopping;

  WorkLoop(WorkQueue queue, Leases leases, WorkConfig config, Instance<Work> works) {
    this.queue = queue;
    this.leases = leases;
    this.config = config;
    this.works = works;
  }

  void start(@Observes StartupEvent event) {
    if (works.isResolvable()) {
      begin(works.get());
    }
  }

  void stop(@Observes ShutdownEvent event) throws InterruptedException {
    end();
  }

  void begin(Work work) {
    ScheduledExecutorService beats =
        Executors.newScheduledThreadPool(
            config.workers(), Thread.ofPlatform().name("heartbeat-", 0).daemon().factory());
    heartbeats = beats;
    queue.onClaimable(wakeup::ring);
    for (int i = 0; i < config.workers(); i++) {
      String name = "worker-" + ProcessHandle.current().pid() + "-" + i;
      workers.add(
          Thread.ofPlatform().name(name).daemon().start(() -> workUntilStopped(name, work, beats)));
    }
  }

  void end() throws InterruptedException {
    stopping = true;
    running.forEach(StopSignal::request);
    wakeup.ring();
    long deadline = System.nanoTime() + config.stopGrace().toNanos();
    for (Thread worker : workers) {
      Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
      if (!worker.join(left)) {
        worker.interrupt();
      }
    }
    for (Thread worker : workers) {
      if (!worker.join(INTERRUPTED)) {
        LOG.warnf("%s does not stop; its lease will end by itself", worker.getName());
      }
    }
    ScheduledExecutorService beats = heartbeats;
    if (beats != null) {
      beats.shutdownNow();
    }
  }

  private void workUntilStopped(String name, Work work, ScheduledExecutorService beats) {
    Backoff backoff = new Backoff();
    try {
      while (!stopping) {
        long news = wakeup.count();
        try {
          leases.failLost(work::failedPermanently);
          Optional<Lease> lease = leases.claim(name);
          if (lease.isPresent()) {
            attempt(lease.get(), work, beats);
          } else {
            wakeup.awaitNewer(news, config.poll());
          }
          backoff.reset();
        } catch (RuntimeException e) {
          LOG.warnf(e, "%s cannot work and tries again: %s", name, e.getMessage());
          Thread.sleep(backoff.next());
        }
      }
    } catch (InterruptedException e) {
      LOG.infof("%s was interrupted", name);
    }
  }

  private void attempt(Lease lease, Work work, ScheduledExecutorService beats)
      throws InterruptedException {
    StopSignal stop = new StopSignal();
    running.add(stop);
    if (stopping) {
      stop.request();
    }
    long interval = config.heartbeat().toMillis();
    ScheduledFuture<?> beat =
        beats.scheduleWithFixedDelay(
            () -> beat(lease, stop), interval, interval, TimeUnit.MILLISECONDS);
    try {
      Work.Result result = work.run(lease, stop);
      complete(lease, result);
    } catch (InterruptedException e) {
      Thread.interrupted(); // to release, this thread must be able to wait for the database
      settle("release of " + lease.workKey(), () -> release(lease));
      throw e;
    } catch (WorkFailure e) {
      failOrRelease(lease, e, stop, work);
    } catch (RuntimeException | Error e) {
      LOG.errorf(e, "work %s, attempt %d, failed unexpectedly", lease.workKey(), lease.attempt());
      failOrRelease(lease, new WorkFailure("unexpected: " + e, "developer", true, e), stop, work);
    } finally {
      beat.cancel(false);
      running.remove(stop);
    }
  }

  private void complete(Lease lease, Work.Result result) throws InterruptedException {
    boolean counted =
        settle("completion of " + lease.workKey(), () -> leases.complete(lease, result::commit));
    if (counted) {
      result.afterwards();
    } else {
      LOG.warnf(
          "the result of work %s, attempt %d, is refused: another worker has claimed the work",
          lease.workKey(), lease.attempt());
    }
  }

  private void failOrRelease(Lease lease, WorkFailure failure, StopSignal stop, Work work)
      throws InterruptedException {
    if (stop.isRequested()) {
      settle("release of " + lease.workKey(), () -> release(lease));
      return;
    }
    if (failure.isForLackOfSpace()) {
      LOG.warnf("work %s waits for space: %s", lease.workKey(), failure.getMessage());
      settle(
          "postponement of " + lease.workKey(),
          () -> {
            leases.postpone(lease, failure);
            return true;
          });
      return;
    }
    LOG.warnf("work %s, attempt %d: %s", lease.workKey(), lease.attempt(), failure.getMessage());
    settle(
        "failure of " + lease.workKey(),
        () -> leases.fail(lease, failure, work::failedPermanently));
  }

  private boolean release(Lease lease) {
    leases.release(lease);
    return true;
  }

  /** Hours of work must not be lost because the database cannot be reached when they end. */
  private <T> T settle(String what, Supplier<T> action) throws InterruptedException {
    return Backoff.retrying(what, () -> stopping, action);
  }

  private void beat(Lease lease, StopSignal stop) {
    try {
      if (!leases.heartbeat(lease)) {
        stop.request();
      }
    } catch (RuntimeException e) {
      // The work goes on. If the lease was lost meanwhile, a later heartbeat or the commit fails.
      LOG.warnf("no heartbeat for work %s: %s", lease.workKey(), e.getMessage());
    }
  }
}
