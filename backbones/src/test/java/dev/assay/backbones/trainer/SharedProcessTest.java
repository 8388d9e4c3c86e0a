// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import dev.assay.processes.ChildPool;
import dev.assay.processes.ChildProcess;
import dev.assay.processes.JavaCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs of frozen backbones that share a process give the bytes that each gives in its own. */
class SharedProcessTest {
  @TempDir Path folder;

  private static final ChildPool.Kind KIND =
      new ChildPool.Kind(
          JavaCommand.main(
                  TrainerMain.class.getName(),
                  List.of(
                      System.getProperty(
                          "surefire.test.class.path", System.getProperty("java.class.path"))))
              .options("-Xmx512m"),
          Map.of("OMP_WAIT_POLICY", "PASSIVE"),
          "1 thread");

  private static ChildProcess start(ChildPool pool, Runs run, Path home) throws IOException {
    Files.createDirectories(run.file(""));
    Files.createFile(home.resolve("log"));
    return pool.start(
        KIND,
        new ChildPool.Job(
            run.jobFile().toString(), home.resolve("log"), home.resolve("events"), line -> {}));
  }

  @Test
  @Timeout(300)
  void isBitEqualToAProcessOfItsOwnAlsoAfterARunThatFailed() throws Exception {
    TinySplit split = TinySplit.write(folder, 20, 10, 2);
    Runs first = Runs.of(split, Files.createDirectories(folder.resolve("first"))).frozen(1e-2, 4);
    Runs second = first.in(Files.createDirectories(folder.resolve("second")));
    Runs alone = first.in(Files.createDirectories(folder.resolve("alone")));
    Runs wrong =
        Runs.of(split, Files.createDirectories(folder.resolve("wrong")))
            .backbone("no-such-network");
    try (ChildPool pool =
        new ChildPool(
            folder.resolve("children"),
            new ChildPool.Limits(10, Long.MAX_VALUE, Duration.ofMinutes(5)))) {
      ChildProcess one = start(pool, first, folder.resolve("first"));
      assertThat(one.waitFor()).isEqualTo(Child.DONE);
      ChildProcess two = start(pool, second, folder.resolve("second"));
      assertThat(two.waitFor()).isEqualTo(Child.DONE);
      assertThat(two.pid()).as("one process for both").isEqualTo(one.pid());

      ChildProcess failed = start(pool, wrong, folder.resolve("wrong"));
      assertThat(failed.waitFor()).isNotEqualTo(Child.DONE);
      ChildProcess next = start(pool, alone, folder.resolve("alone"));
      assertThat(next.waitFor()).isEqualTo(Child.DONE);
      assertThat(next.pid()).as("a fresh process after a failure").isNotEqualTo(one.pid());
    }
    for (String name : List.of("best-accuracy.safetensors", "best-loss.safetensors")) {
      assertThat(second.file(name)).hasSameBinaryContentAs(first.file(name));
      assertThat(alone.file(name)).hasSameBinaryContentAs(first.file(name));
    }
    assertThat(second.result().peakMemoryBytes()).isPositive();
    assertThat(Files.readString(folder.resolve("second/log"))).doesNotContain(ChildPool.END);
  }
}
