// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is killed during a study, the table is the one of an undisturbed study. */
@Tag("long")
class FaultsIT {
  private static final Duration PATIENCE = Duration.ofMinutes(4);
  @TempDir static Path folder;
  private static AssayCommand assay;
  private static Path images;
  private static Path study;
  private static String undisturbed;

  @BeforeAll
  static void runUndisturbed() throws IOException {
    assay = new AssayCommand(folder);
    images = TinyStudy.images(folder);
    study = TinyStudy.file(folder, 6);
    AssayCommand.Result run = start("undisturbed").await();
    assertThat(run.exit()).as(run.err()).isZero();
    undisturbed = table(run);
  }

  private static String home(String name) {
    return folder.resolve("home-" + name).toString();
  }

  private static AssayCommand.Running start(String name) {
    return assay.start(
        "run", study.toString(), "--images", images.toString(), "--home", home(name), "--json");
  }

  /**
   * Without its last two columns: the key of an evaluation knows the pseudonyms of its home, and a
   * finding is not there.
   */
  private static String table(AssayCommand.Result run) throws IOException {
    String csv = Files.readString(Path.of(run.document().at("/files/csv").asText()));
    assertThat(csv).startsWith("study_id,").contains(",evaluation_key\n");
    return csv.replaceAll("(?m),[^,\n]*,[^,\n]*$", "");
  }

  /** Waits for a fine-tuned run to be under way, so that there is something to lose. */
  private static ProcessHandle awaitTrainer(AssayCommand.Running run, String name) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline && run.process().isAlive()) {
      Optional<ProcessHandle> trainer =
          ProcessHandle.allProcesses()
              .filter(
                  p ->
                      p.info()
                          .commandLine()
                          .filter(l -> l.contains("TrainerMain") && l.contains(home(name)))
                          .isPresent())
              .findFirst();
      if (trainer.isPresent() && run.said().contains("epoch")) {
        return trainer.get();
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    throw new AssertionError("no trainer came: " + run.said());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "data-service",
        "training-service",
        "inference-service",
        "evaluation-service",
        "reporting-service",
        "kafka"
      })
  void survivesTheKillOf(String process) throws IOException {
    AssayCommand.Running run = start(process);
    awaitTrainer(run, process);

    assertThat(StackProcesses.of(Path.of(home(process))).get(process).destroyForcibly()).isTrue();

    AssayCommand.Result result = run.await();
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(table(result)).isEqualTo(undisturbed);
  }

  @Test
  void survivesTheKillOfATrainer() throws IOException {
    AssayCommand.Running run = start("trainer");

    assertThat(awaitTrainer(run, "trainer").destroyForcibly()).isTrue();

    AssayCommand.Result result = run.await();
    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(table(result)).isEqualTo(undisturbed);
  }

  @Test
  void aKilledLauncherLeavesNothingRunningAfterTheNextStart() throws IOException {
    AssayCommand.Running killed = start("launcher");
    ProcessHandle trainer = awaitTrainer(killed, "launcher");
    StackProcesses left = StackProcesses.of(Path.of(home("launcher")));
    assertThat(left.byName()).hasSizeGreaterThanOrEqualTo(7);
    killed.kill();

    AssayCommand.Result result = start("launcher").await();

    assertThat(result.exit()).as(result.err()).isZero();
    assertThat(table(result)).isEqualTo(undisturbed);
    assertThat(left.byName().values()).noneMatch(ProcessHandle::isAlive);
    assertThat(trainer.isAlive()).isFalse();
  }
}
