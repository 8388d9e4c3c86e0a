// SPDX-License-Identifier: Apache-2.0
package dev.assay.processes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  @TempDir Path folder;

  @Test
  void deliversEveryCompleteLineInOrderBeforeTheExitIsReported() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Path events = folder.resolve("events");

    ChildProcess child =
        sample("events", events.toString(), "500").events(events, lines::add).start();

    assertThat(child.waitFor()).isEqualTo(7);
    assertThat(lines)
        .containsExactlyElementsOf(
            IntStream.range(0, 500).mapToObj(i -> "zeile " + i + " ü").toList());
  }

  @Test
  void appendsBothOutputsToTheLogAndPassesEnvironmentAndFolder() throws Exception {
    Files.writeString(folder.resolve("log"), "before\n");

    int code = sample("print").environment("SAMPLE", "value").directory(folder).start().waitFor();

    assertThat(code).isZero();
    assertThat(Files.readString(folder.resolve("log")))
        .startsWith("before\n")
        .contains("out value")
        .contains("err " + folder.getFileName());
  }

  @Test
  void passesNoSecretOfItsOwnToAChildThatGetsWhatIsAllowed() throws Exception {
    // The grandchild's parent has the secrets: a JVM cannot change its own environment.
    ChildProcess child =
        sample(
                "secretive",
                System.getProperty("java.class.path"),
                folder.resolve("inner").toString())
            .environment("ASSAY_TOKEN", "top-secret")
            .environment("ASSAY_DB_PASSWORD", "top-secret")
            .environment("AWS_SECRET_ACCESS_KEY", "top-secret")
            .environment("A_NAME_OF_TOMORROW", "top-secret")
            .environment("JAVA_TOOL_OPTIONS", "-Dtop-secret=1")
            .environment("OMP_NUM_THREADS", "3")
            .environment("CUDA_VISIBLE_DEVICES", "1")
            .start();

    assertThat(child.waitFor()).as(Files.readString(folder.resolve("log"))).isZero();
    assertThat(Files.readString(folder.resolve("inner")))
        .contains("CUDA_VISIBLE_DEVICES=1", "GIVEN=value", "LC_ALL=C.UTF-8", "PATH=")
        .doesNotContain("top-secret", "ASSAY_", "OMP_NUM_THREADS");
  }

  @Test
  void readsNamesBeyondAsciiWhereTheLocaleHasNone() throws Exception {
    Path images = Files.createDirectory(folder.resolve("Röntgen bilder"));
    Files.writeString(images.resolve("Schädel ß 1.png"), "x");

    ChildProcess child = sample("list", images.toString()).environment("LANG", "C").start();

    assertThat(child.waitFor()).isZero();
    assertThat(Files.readString(folder.resolve("log"))).contains("read").doesNotContain("lost");
  }

  @Test
  void givesAChildATemporaryFolderOfItsOwn() throws Exception {
    Path own = OwnFolder.create(folder.resolve("own"));

    ChildProcess child =
        ChildProcess.of(
                JavaCommand.main(
                        SampleChild.class.getName(), List.of(System.getProperty("java.class.path")))
                    .temporary(own)
                    .arguments("list", folder.toString()))
            .log(folder.resolve("log"))
            .start();

    assertThat(child.waitFor()).isZero();
    assertThat(Files.readString(folder.resolve("log"))).contains(own.toString());
  }

  @Test
  void terminatesAChildThatListens() throws Exception {
    ChildProcess child = waiting("wait");

    child.stop(Duration.ofSeconds(30));

    assertThat(child.waitFor()).isEqualTo(128 + 15);
  }

  @Test
  void killsAChildThatDoesNotListen() throws Exception {
    ChildProcess child = waiting("deaf");

    child.stop(Duration.ofMillis(300));

    assertThat(child.waitFor()).isEqualTo(128 + 9);
  }

  @Test
  void stopsTheChildAndTellsWhenTheCallbackFails() throws Exception {
    Path events = folder.resolve("events");

    ChildProcess child =
        sample("wait", events.toString())
            .events(
                events,
                line -> {
                  throw new IllegalStateException("cannot take " + line);
                })
            .start();

    assertThatThrownBy(child::waitFor).hasRootCauseMessage("cannot take ready");
    assertThat(child.isAlive()).isFalse();
  }

  @Test
  void endsWhenItsParentIsKilled() throws Exception {
    Path ready = folder.resolve("ready");
    ChildProcess parent =
        sample("parent", ready.toString(), folder.resolve("grandchild.log").toString()).start();
    awaitFile(ready, parent);
    awaitFile(folder.resolve("child.pid"), parent);
    long pid = Long.parseLong(Files.readString(folder.resolve("child.pid")).trim());
    ProcessHandle grandchild = ProcessHandle.of(pid).orElseThrow();

    parent.kill();

    grandchild.onExit().get(30, TimeUnit.SECONDS);
    assertThat(grandchild.isAlive()).isFalse();
  }

  @Test
  void saysWhichProgramCannotBeStarted() {
    assertThatThrownBy(
            () -> ChildProcess.of(List.of("/nowhere/java")).log(folder.resolve("log")).start())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("/nowhere/java");
  }

  private ChildProcess waiting(String how) throws Exception {
    CountDownLatch ready = new CountDownLatch(1);
    Path events = folder.resolve("events");
    ChildProcess child =
        sample(how, events.toString()).events(events, line -> ready.countDown()).start();
    assertThat(ready.await(30, TimeUnit.SECONDS)).isTrue();
    return child;
  }

  private static void awaitFile(Path file, ChildProcess writer) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!Files.exists(file) || !Files.readString(file).endsWith("\n")) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      assertThat(writer.waitFor(Duration.ofMillis(20))).isEmpty();
    }
  }

  private ChildProcess.Builder sample(String... arguments) {
    return ChildProcess.of(
            JavaCommand.main(
                    SampleChild.class.getName(), List.of(System.getProperty("java.class.path")))
                .options("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Dfile.encoding=UTF-8")
                .arguments(arguments))
        .log(folder.resolve("log"));
  }
}
