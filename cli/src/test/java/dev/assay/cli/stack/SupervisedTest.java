// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.processes.ChildProcess;
import dev.assay.processes.KnownProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedTest {
  @TempDir Path folder;
  private final BlockingQueue<KnownProcess> launched = new LinkedBlockingQueue<>();
  private final RecordedEvents events = new RecordedEvents();

  @Test
  void startsAProcessAgainThatWasKilled() throws Exception {
    Supervised part = supervised(() -> launch("sleep 600"));
    part.start();
    KnownProcess first = next();

    part.current().process().kill();
    KnownProcess second = next();

    assertThat(second.pid()).isNotEqualTo(first.pid());
    assertThat(second.isAlive()).isTrue();
    part.stop();
    assertThat(second.isAlive()).isFalse();
    assertThat(events.await("restarting part")).isTrue();
  }

  @Test
  void givesUpAProcessThatDiesAtOnceEachTime() throws Exception {
    Supervised part = supervised(() -> launch("exit 3"));

    part.start();

    assertThat(part.broken().get(60, TimeUnit.SECONDS))
        .contains("part was started 11 times and could not run: gone (exit code 127)");
    assertThat(launched).hasSize(Supervised.MOST_FAILURES + 1);
    part.stop();
  }

  @Test
  void startsAProcessAgainHoweverOftenItIsKilled() throws Exception {
    Supervised part = supervised(() -> launch("sleep 600"));
    part.start();

    for (int i = 0; i <= Supervised.MOST_FAILURES; i++) {
      next();
      part.current().process().kill();
    }

    assertThat(next().isAlive()).isTrue();
    assertThat(part.broken()).isNotDone();
    part.stop();
  }

  @Test
  void triesALaunchAgainThatFails() throws Exception {
    AtomicInteger launches = new AtomicInteger();
    Supervised part =
        supervised(
            () -> {
              int number = launches.incrementAndGet();
              if (number > 1 && number < 5) {
                throw new IllegalStateException("the port is still in use");
              }
              return launch("sleep 600");
            });
    part.start();
    next();

    part.current().process().kill();

    assertThat(next().isAlive()).isTrue();
    assertThat(launches).hasValue(5);
    assertThat(part.broken()).isNotDone();
    part.stop();
  }

  @Test
  void startsNothingAfterItWasStopped() throws Exception {
    Supervised part = supervised(() -> launch("sleep 600"));
    part.start();
    KnownProcess only = next();

    part.stop();

    assertThat(only.isAlive()).isFalse();
    assertThat(launched).isEmpty();
    assertThatThrownBy(part::start).hasMessageContaining("is being stopped");
  }

  @Test
  void givesUpALaunchThatIsUnderWay() throws Exception {
    CountDownLatch underWay = new CountDownLatch(1);
    Supervised part =
        supervised(
            () -> {
              underWay.countDown();
              try {
                Thread.sleep(Duration.ofMinutes(10));
              } catch (InterruptedException e) {
                throw new IllegalStateException("launch given up", e);
              }
              return launch("sleep 600");
            });
    Thread starter = Thread.ofVirtual().start(() -> startIgnoringFailure(part));
    assertThat(underWay.await(10, TimeUnit.SECONDS)).isTrue();

    part.stop();

    assertThat(starter.join(Duration.ofSeconds(10))).isTrue();
    assertThat(launched).isEmpty();
  }

  private static void startIgnoringFailure(Supervised part) {
    try {
      part.start();
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("launch given up");
    }
  }

  private KnownProcess next() throws InterruptedException {
    KnownProcess process = launched.poll(30, TimeUnit.SECONDS);
    assertThat(process).isNotNull();
    return process;
  }

  private Supervised supervised(Supplier<Running> launch) {
    return new Supervised(
        "part", launch, launched::add, events, Clock.systemUTC(), Duration.ofMillis(100));
  }

  private Running launch(String script) {
    try {
      ChildProcess process =
          ChildProcess.of(List.of("sh", "-c", "exec " + script)).log(folder.resolve("log")).start();
      return new Running(process, () -> process.stop(Duration.ofSeconds(5)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
