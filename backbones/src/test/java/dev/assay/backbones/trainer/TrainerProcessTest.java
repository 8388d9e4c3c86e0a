// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.backbones.TinySplit;
import dev.assay.backbones.child.Child;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The trainer as the process that it is. */
class TrainerProcessTest {
  @TempDir Path folder;

  private Process start(Runs run) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    if (Runtime.version().feature() >= 22) {
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.add("-cp");
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.add(TrainerMain.class.getName());
    command.add(run.jobFile().toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(run.file("..").resolve("log").toFile())
        .start();
  }

  /** Returns once a file of that name has appeared in the folder. */
  private static void await(Path file, Process process) throws Exception {
    Path parent = file.getParent();
    try (WatchService watch = FileSystems.getDefault().newWatchService()) {
      parent.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
      while (!Files.exists(file)) {
        assertThat(process.isAlive()).as("trainer alive").isTrue();
        var key = watch.poll(1, TimeUnit.SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"paper", "modern"})
  @Timeout(300)
  void aKilledAttemptIsResumedAndEndsInTheSameBits(String recipe) throws Exception {
    TinySplit split = TinySplit.write(folder, 20, 10, 2);
    Runs job = Runs.of(split, folder.resolve("undisturbed"));
    Runs undisturbed = recipe.equals("modern") ? job.modern(6) : job.epochs(6);
    assertThat(undisturbed.run()).isEqualTo(Child.DONE);

    Runs killed = undisturbed.in(folder.resolve("killed"));
    Files.createDirectories(killed.file(""));
    Process first = start(killed);
    try {
      await(killed.file("checkpoint.safetensors"), first);
    } finally {
      first.destroyForcibly().waitFor();
    }
    int epochsDone =
        new Scratch(killed.file(""), dev.assay.contracts.Hash.ofText("run"), 8)
            .find()
            .orElseThrow()
            .progress()
            .history()
            .size();
    assertThat(epochsDone).as("killed in the middle").isBetween(1, 5);
    assertThat(killed.file(Trainer.RESULT)).doesNotExist();

    Process second = start(killed);
    assertThat(second.waitFor()).isEqualTo(Child.DONE);

    for (String name : List.of("best-accuracy.safetensors", "best-loss.safetensors")) {
      assertThat(killed.file(name)).hasSameBinaryContentAs(undisturbed.file(name));
    }
    assertThat(killed.result().checkpoints().values().iterator().next().manifest().history())
        .hasSize(6);
  }

  @Test
  @Timeout(180)
  void endsWhenItsStandardInputCloses() throws Exception {
    TinySplit split = TinySplit.write(folder, 20, 10, 2);
    Runs run = Runs.of(split, folder.resolve("orphan")).epochs(10_000);
    Files.createDirectories(run.file(""));
    Process process = start(run);
    try {
      await(run.file("checkpoint.safetensors"), process);

      process.getOutputStream().close();

      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isEqualTo(Child.PARENT_GONE);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }
}
