// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.cli.CliException;
import dev.assay.cli.ExitCode;
import dev.assay.processes.ChildProcess;
import dev.assay.processes.KnownProcess;
import dev.assay.processes.ProcessRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeTest {
  @TempDir Path folder;

  @Test
  void isWhatTheOptionSaysElseTheVariableElseBelowTheUsersHome() {
    Path user = Path.of(System.getProperty("user.home"));

    assertThat(Home.of(folder, Map.of(Home.VARIABLE, "/x")).folder()).isEqualTo(folder);
    assertThat(Home.of(null, Map.of(Home.VARIABLE, "/x")).folder()).isEqualTo(Path.of("/x"));
    assertThat(Home.of(null, Map.of()).folder()).isEqualTo(user.resolve(".assay"));
  }

  @Test
  void holdsTheEngineWhichADemoShares() {
    Home home = Home.of(folder, Map.of());

    assertThat(home.engine()).isEqualTo(folder.resolve("engine"));
    assertThat(home.sibling("-demo").folder()).isEqualTo(Path.of(folder + "-demo"));
    assertThat(home.sibling("-demo").engine()).isEqualTo(home.engine());
    assertThat(Home.of(folder, Map.of(Home.ENGINE_VARIABLE, "/big/engine")).engine())
        .isEqualTo(Path.of("/big/engine"));
  }

  @Test
  void isItsOwnersAlone() throws Exception {
    Home home = prepared();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.folder())))
        .isEqualTo("rwx------");
  }

  @Test
  void saysThatItCannotBeWritten() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "in the way");

    assertThatThrownBy(() -> new Home(file.resolve("home")).prepare())
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.ENVIRONMENT))
        .hasMessageContaining(file.toString());
  }

  @Test
  void canBeLockedOnceAtATime() {
    Home home = prepared();
    Optional<HomeLock> first = HomeLock.tryAcquire(home);

    assertThat(first).isPresent();
    assertThat(HomeLock.tryAcquire(home)).isEmpty();
    first.get().close();
    try (HomeLock again = HomeLock.tryAcquire(home).orElseThrow()) {
      assertThat(again).isNotNull();
    }
  }

  @Test
  void keepsTheStackFileFromOthersEyes() throws Exception {
    Home home = prepared();
    StackFile file =
        StackFile.starting("secret", Map.of("reporting-service", 8085))
            .with(ProcessRegistry.EMPTY.with(new KnownProcess("kafka", 1, 2)))
            .ready();

    file.write(home);

    assertThat(StackFile.read(home)).contains(file);
    assertThat(file.entry()).hasToString("http://127.0.0.1:8085");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.stackFile())))
        .isEqualTo("rw-------");
  }

  @Test
  void stopsWhatAKilledLauncherLeftAndForgetsIt() throws Exception {
    Home home = prepared();
    try (ChildProcess left = sleeper();
        ChildProcess bystander = sleeper()) {
      KnownProcess known = KnownProcess.of("data-service", left.handle());
      long earlier = KnownProcess.of("x", bystander.handle()).startedAtMillis() - 60_000;
      StackFile.starting("secret", Map.of())
          .with(
              ProcessRegistry.EMPTY
                  .with(known)
                  .with(new KnownProcess("training-service", bystander.pid(), earlier)))
          .write(home);

      assertThat(Orphans.stop(home)).isEqualTo(List.of("data-service"));

      assertThat(left.isAlive()).isFalse();
      assertThat(bystander.isAlive()).isTrue();
      assertThat(home.stackFile()).doesNotExist();
    }
  }

  @Test
  void refusesAnEntryPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

      assertThatThrownBy(() -> Ports.choose(taken.getLocalPort()))
          .isInstanceOfSatisfying(
              CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.ENVIRONMENT))
          .hasMessageContaining("port " + taken.getLocalPort() + " is in use");
    }
  }

  @Test
  void namesATopicForEveryEventAndEveryServicesDeadLetters() {
    assertThat(Topics.all())
        .extracting(topic -> topic.name())
        .doesNotHaveDuplicates()
        .contains(
            "assay.study-submitted.v1",
            "assay.cell-progress.v1",
            "assay.dead-letter.reporting-service");
  }

  private ChildProcess sleeper() throws Exception {
    return ChildProcess.of(List.of("sleep", "600")).log(folder.resolve("sleep.log")).start();
  }

  private Home prepared() {
    Home home = new Home(folder.resolve("home"));
    home.prepare();
    return home;
  }
}
