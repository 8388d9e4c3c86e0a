// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.CliException;
import dev.assay.cli.ExitCode;
import dev.assay.processes.ChildProcess;
import dev.assay.processes.JavaCommand;
import dev.assay.processes.KnownProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stack with the real broker and the real database, and stand-ins for the services. */
class LocalStackTest {
  @TempDir Path folder;
  private final RecordedEvents events = new RecordedEvents();
  private Home home;

  @BeforeEach
  void prepareHome() {
    home = new Home(folder.resolve("home"));
    home.prepare();
  }

  @Test
  void startsAgainWhatIsKilledAndStopsEverythingInTheEnd() throws Exception {
    List<KnownProcess> all;
    try (LocalStack stack = start(FakeService.class.getName())) {
      StackFile file = StackFile.read(home).orElseThrow();
      assertThat(file.state()).isEqualTo(StackFile.State.READY);
      assertThat(file.registry().alive()).hasSize(7);

      for (String name : List.of("training-service", "postgres", "kafka")) {
        kill(name);
        assertThat(events.await("restarting " + name)).as(name).isTrue();
        awaitAlive(name);
      }
      awaitReady(stack.file(), "training-service");
      assertThat(Files.readString(home.work("training-service").resolve("starts")))
          .isEqualTo("start\nstart\n");
      all = StackFile.read(home).orElseThrow().registry().processes();
    }

    assertThat(all).hasSize(7).noneMatch(KnownProcess::isAlive);
    assertThat(home.stackFile()).doesNotExist();
    assertThat(HomeLock.tryAcquire(home)).isPresent();
  }

  @Test
  void saysWhyAServiceDoesNotStartAndLeavesNothing() throws Exception {
    assertThatThrownBy(() -> start("dev.assay.NoSuchMain"))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.ENVIRONMENT))
        .hasMessageContaining("ended after each start")
        .hasMessageContaining("NoSuchMain");
    assertThat(home.stackFile()).doesNotExist();
    assertThat(HomeLock.tryAcquire(home)).isPresent();
  }

  @Test
  void stopsWhatAKilledLauncherLeftBeforeItStarts() throws Exception {
    Path root = FakeCheckout.build(folder.resolve("root"), FakeService.class.getName());
    ChildProcess launcher = launch(root);
    List<KnownProcess> left;
    try {
      awaitState(launcher);
      left = StackFile.read(home).orElseThrow().registry().processes();
    } finally {
      launcher.kill();
    }
    assertThat(left)
        .filteredOn(process -> process.name().endsWith("-service"))
        .allMatch(KnownProcess::isAlive);

    try (LocalStack stack = start(FakeService.class.getName())) {
      assertThat(left).noneMatch(KnownProcess::isAlive);
      assertThat(stack.file().registry().alive()).hasSize(7);
    }
  }

  /** A launcher in a process of its own, which can be killed. */
  private ChildProcess launch(Path root) throws Exception {
    return ChildProcess.of(
            JavaCommand.main(
                    Launcher.class.getName(), List.of(System.getProperty("java.class.path")))
                .options(
                    "-Dassay.root=" + System.getProperty("assay.root"), "-XX:TieredStopAtLevel=1")
                .arguments(root.toString(), home.folder().toString()))
        .log(folder.resolve("launcher.log"))
        .start();
  }

  private void awaitState(ChildProcess launcher) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
    while (StackFile.read(home).filter(f -> f.state() == StackFile.State.READY).isEmpty()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      assertThat(launcher.waitFor(Duration.ofMillis(100))).as(() -> log("launcher.log")).isEmpty();
    }
  }

  private String log(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (java.io.IOException e) {
      return e.toString();
    }
  }

  private LocalStack start(String mainClass) throws Exception {
    Path root = FakeCheckout.build(folder.resolve("root"), mainClass);
    return LocalStack.start(
        new Installation(root),
        home,
        HomeLock.tryAcquire(home).orElseThrow(),
        Ports.choose(0),
        events);
  }

  private void kill(String name) {
    assertThat(known(name).flatMap(KnownProcess::find).map(ProcessHandle::destroyForcibly))
        .contains(true);
  }

  private Optional<KnownProcess> known(String name) {
    return StackFile.read(home).orElseThrow().registry().processes().stream()
        .filter(process -> process.name().equals(name))
        .findFirst();
  }

  private void awaitAlive(String name) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (known(name).filter(KnownProcess::isAlive).isEmpty()) {
      assertThat(System.nanoTime()).as(name + " is not started again").isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  /** Ready means that it gets into its database again. */
  private static void awaitReady(StackFile file, String service) throws Exception {
    Map<String, Integer> ports = new TreeMap<>(file.ports());
    URI url = URI.create("http://127.0.0.1:" + ports.get(service) + "/q/health/ready");
    List<Integer> seen = new ArrayList<>();
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    try (HttpClient client = HttpClient.newHttpClient()) {
      while (!seen.contains(200)) {
        assertThat(System.nanoTime()).as("statuses %s", seen).isLessThan(deadline);
        try {
          seen.add(
              client
                  .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.discarding())
                  .statusCode());
        } catch (java.net.ConnectException e) {
          Thread.sleep(100);
        }
      }
    }
  }

  /** Starts a stack and waits to be killed. */
  static final class Launcher {
    private Launcher() {}

    public static void main(String[] args) throws Exception {
      Home home = new Home(Path.of(args[1]));
      LocalStack.start(
          new Installation(Path.of(args[0])),
          home,
          HomeLock.tryAcquire(home).orElseThrow(),
          Ports.choose(0),
          new RecordedEvents());
      Thread.currentThread().join();
    }
  }
}
