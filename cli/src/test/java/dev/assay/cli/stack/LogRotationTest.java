// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.processes.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogRotationTest {
  private static final long MOST = 1000;

  @TempDir Path folder;
  private final RecordedEvents events = new RecordedEvents();

  @Test
  void aProcessGoesOnAtTheBeginningOfItsEmptiedLog() throws Exception {
    Path log = folder.resolve("part.log");
    Path written = Files.createFile(folder.resolve("events"));
    Path go = folder.resolve("go");
    String script =
        "seq 1 500; echo written > '%s'; until [ -f '%s' ]; do sleep 0.05; done; echo after"
            .formatted(written, go);
    try (ChildProcess child = ChildProcess.of(List.of("/bin/sh", "-c", script)).log(log).start()) {
      long deadline = System.nanoTime() + 60_000_000_000L;
      while (Files.size(written) == 0 && System.nanoTime() < deadline) {
        Thread.onSpinWait();
      }
      String before = Files.readString(log);

      rotation(log).rotate();

      assertThat(log).isEmptyFile();
      assertThat(folder.resolve("part.log.1")).hasContent(before);
      Files.createFile(go);
      assertThat(child.waitFor()).isZero();
      assertThat(Files.readString(log)).isEqualTo("after\n");
    }
  }

  @Test
  void keepsOneEarlierLog() throws IOException {
    Path log = folder.resolve("part.log");
    Files.writeString(log, "a".repeat(1001));
    rotation(log).rotate();
    Files.writeString(log, "b".repeat(1001));

    rotation(log).rotate();

    assertThat(folder.resolve("part.log.1")).hasContent("b".repeat(1001));
    try (var files = Files.list(folder)) {
      assertThat(files).hasSize(2);
    }
  }

  @Test
  void leavesALogAloneUpToItsBoundAndOneThatIsNotThere() throws IOException {
    Path log = folder.resolve("part.log");
    Files.writeString(log, "a".repeat(1000));

    rotation(folder.resolve("none.log"), log).rotate();

    assertThat(log).hasContent("a".repeat(1000));
    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(log);
    }
  }

  @Test
  void emptiesALogThatCannotBeCopiedAndSaysSo() throws Exception {
    Path log = folder.resolve("part.log");
    Files.writeString(log, "a".repeat(1001));
    // A folder with something in it cannot be replaced by a file, as nothing can on a full disk.
    Files.createDirectories(folder.resolve("part.log.1.part").resolve("in-the-way"));
    Path second = folder.resolve("second.log");
    Files.writeString(second, "b".repeat(1001));

    rotation(log, second).rotate();

    assertThat(events.await("not rotated part.log")).isTrue();
    assertThat(log).isEmptyFile();
    assertThat(folder.resolve("second.log.1")).hasContent("b".repeat(1001));
  }

  private LogRotation rotation(Path... logs) {
    return new LogRotation(List.of(logs), MOST, () -> false, events);
  }
}
