// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A process that can be found again after the JVM that started it is gone. A pid alone is not
 * enough: the system gives it to another process later.
 *
 * @param name its name for people, for example {@code training-service}
 * @param startedAtMillis its start, milliseconds since 1970; 0 if the system does not report it;
 *     such a process is never found again
 */
public record KnownProcess(String name, long pid, long startedAtMillis) {
  /**
   * The kernel derives start times from the boot time, which changes when the clock is corrected.
   */
  private static final Duration TOLERANCE = Duration.ofSeconds(2);

  public static KnownProcess of(String name, ProcessHandle handle) {
    return new KnownProcess(
        name, handle.pid(), handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L));
  }

  /**
   * The live process with this pid that started at this time; not a later one with the same pid.
   */
  public Optional<ProcessHandle> find() {
    return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(this::sameStart);
  }

  @JsonIgnore
  public boolean isAlive() {
    return find().isPresent();
  }

  /**
   * SIGTERM, and SIGKILL after the grace; returns when the process has ended.
   *
   * @return whether the process was running
   * @throws IllegalStateException if it may not be stopped, or still runs ten seconds after SIGKILL
   */
  public boolean stop(Duration grace) {
    Optional<ProcessHandle> found = find();
    if (found.isEmpty()) {
      return false;
    }
    ProcessHandle handle = found.get();
    handle.destroy();
    if (!ended(handle, grace)) {
      handle.destroyForcibly();
      if (!ended(handle, Duration.ofSeconds(10))) {
        throw new IllegalStateException(
            name + " (process " + pid + ") cannot be stopped; stop it by hand");
      }
    }
    return true;
  }

  private static boolean ended(ProcessHandle handle, Duration atMost) {
    try {
      handle.onExit().get(atMost.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return !handle.isAlive();
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot wait for process " + handle.pid(), e.getCause());
    }
  }

  private boolean sameStart(ProcessHandle handle) {
    return handle
        .info()
        .startInstant()
        .map(start -> Math.abs(start.toEpochMilli() - startedAtMillis) <= TOLERANCE.toMillis())
        .orElse(false);
  }
}
