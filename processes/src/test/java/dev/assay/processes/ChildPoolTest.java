// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildPoolTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final ChildPool.Kind KIND = kind("2 threads");

  @TempDir Path folder;
  private ChildPool pool;
  private int jobs;
  private int pools;

  private static ChildPool.Kind kind(String setting) {
    return new ChildPool.Kind(
        JavaCommand.main(
                SampleChild.class.getName(), List.of(System.getProperty("java.class.path")))
            .arguments("serve"),
        Map.of(),
        setting);
  }

  /** Each in a folder of its own: a closed pool still removes those of its children. */
  private void pool(int mostJobs, Duration idle) throws IOException {
    pools++;
    pool =
        new ChildPool(
            folder.resolve("children-" + pools),
            new ChildPool.Limits(mostJobs, Long.MAX_VALUE, idle));
  }

  @AfterEach
  void close() {
    pool.close();
  }

  /** A job and the lines of its events. */
  private record Done(int exitCode, long pid, String temporary, String log) {}

  private record Begun(ChildProcess attempt, List<String> events, Path log) {
    Done await() throws Exception {
      int exitCode = attempt.waitFor();
      return new Done(
          exitCode, Long.parseLong(events.get(0)), events.get(1), Files.readString(log));
    }
  }

  private Begun begin(ChildPool.Kind kind, String what) throws IOException {
    jobs++;
    Path events = folder.resolve("events-" + jobs);
    Path log = folder.resolve("log-" + jobs);
    List<String> lines = new ArrayList<>();
    return new Begun(
        pool.start(kind, new ChildPool.Job(what + " " + events, log, events, lines::add)),
        lines,
        log);
  }

  private Done run(String what) throws Exception {
    return begin(KIND, what).await();
  }

  @Test
  void doesOneJobAfterAnotherInOneProcessEachWithItsOwnLogAndEvents() throws Exception {
    pool(10, LONG);

    Done first = run("one");
    Done second = run("two");

    assertThat(second.pid()).isEqualTo(first.pid());
    assertThat(first.exitCode()).isZero();
    assertThat(first.log()).isEqualTo("begin one\nno end of line\n");
    assertThat(second.log()).isEqualTo("begin two\nno end of line\n");
    assertThat(first.temporary()).startsWith(folder.toString());
    assertThat(pool.idlePids()).containsExactly(first.pid());
  }

  @Test
  void doesJobsAtTheSameTimeInDifferentProcesses() throws Exception {
    pool(10, LONG);
    Begun waits = begin(KIND, "wait");

    Done other = run("one");

    assertThat(other.pid()).isNotEqualTo(waits.attempt().pid());
    waits.attempt().stop(Duration.ofSeconds(5));
    assertThat(waits.attempt().waitFor()).isEqualTo(143);
    assertThat(run("two").pid()).isEqualTo(other.pid());
  }

  /** Several, because one stop closes the output at the wrong moment only now and then. */
  @Test
  void aStoppedJobEndsWithTheCodeOfItsSignal() throws Exception {
    pool(10, LONG);
    List<Begun> waiting = new ArrayList<>();
    for (int job = 0; job < 8; job++) {
      waiting.add(begin(KIND, "wait"));
    }

    for (Begun job : waiting) {
      job.attempt().stop(Duration.ofSeconds(5));
    }

    for (Begun job : waiting) {
      assertThat(job.attempt().waitFor()).isEqualTo(143);
    }
  }

  @Test
  void neverMixesJobsWhoseSettingsDiffer() throws Exception {
    pool(10, LONG);

    Done two = run("one");
    Done four = begin(kind("4 threads"), "one").await();

    assertThat(four.pid()).isNotEqualTo(two.pid());
    assertThat(run("two").pid()).isEqualTo(two.pid());
  }

  @Test
  void givesAChildUpAfterACrashAFailureAndItsLastJob() throws Exception {
    pool(2, LONG);

    Done crashed = run("crash");
    Done failed = run("fail");
    Done first = run("one");
    Done last = run("two");

    assertThat(crashed.exitCode()).isEqualTo(134);
    assertThat(failed.exitCode()).isEqualTo(5);
    assertThat(failed.pid()).isNotEqualTo(crashed.pid());
    assertThat(first.pid()).isNotEqualTo(failed.pid());
    assertThat(last.pid()).isEqualTo(first.pid());
    assertThat(run("three").pid()).isNotEqualTo(first.pid());
    for (Done done : List.of(crashed, failed, first)) {
      ended(done.pid());
    }
    assertThat(crashed.log()).isEqualTo("begin crash\n");
  }

  @Test
  void stoppingAJobThatHasEndedLeavesItsChildToTheNextOne() throws Exception {
    pool(10, LONG);
    Begun one = begin(KIND, "one");
    Done done = one.await();

    one.attempt().stop(Duration.ZERO);
    one.attempt().kill();

    assertThat(run("two").pid()).isEqualTo(done.pid());
  }

  @Test
  void survivesAnIdleChildThatSomebodyKilled() throws Exception {
    pool(10, LONG);
    Done first = run("one");
    ProcessHandle child = ProcessHandle.of(first.pid()).orElseThrow();
    child.destroyForcibly();
    child.onExit().get(10, TimeUnit.SECONDS);

    Done second = run("two");

    assertThat(second.exitCode()).isZero();
    assertThat(second.pid()).isNotEqualTo(first.pid());
  }

  @Test
  void endsAChildThatIsIdleForLongAndAllWhenItCloses() throws Exception {
    pool(10, Duration.ofMillis(50));
    ended(run("one").pid());
    pool.close();
    pool(10, LONG);
    long pid = run("two").pid();

    pool.close();

    ended(pid);
    assertThatThrownBy(() -> run("three")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void endsTheChildOfACallbackThatFails() throws Exception {
    pool(10, LONG);
    Path events = folder.resolve("events");
    ChildProcess attempt =
        pool.start(
            KIND,
            new ChildPool.Job(
                "wait " + events,
                folder.resolve("log"),
                events,
                line -> {
                  throw new IllegalStateException("a bug");
                }));

    assertThatThrownBy(attempt::waitFor)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("a bug");
    ended(attempt.pid());
  }

  private static void ended(long pid) throws Exception {
    Optional<ProcessHandle> child = ProcessHandle.of(pid);
    if (child.isPresent()) {
      child.get().onExit().get(20, TimeUnit.SECONDS);
    }
  }
}
