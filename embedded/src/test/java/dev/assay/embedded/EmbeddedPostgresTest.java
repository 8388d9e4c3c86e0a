// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.processes.KnownProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {
  private static final String PASSWORD = "abc123";
  private static Path binaries;

  @TempDir Path folder;

  @BeforeAll
  static void unpack() {
    binaries = PostgresBinaries.unpack(Path.of("target").toAbsolutePath());
  }

  @Test
  void keepsItsDataThroughAKillOfTheServer() throws Exception {
    try (EmbeddedPostgres postgres = start(true)) {
      postgres.createSchema("training", PASSWORD);
      execute(postgres, "CREATE TABLE run(id int)", "INSERT INTO run VALUES (42)");
      postgres.process().kill();
    }

    try (EmbeddedPostgres again = start(true)) {
      again.createSchema("training", "newpassword");

      assertThat(number(again, "newpassword", "SELECT id FROM run")).isEqualTo(42);
    }
  }

  @Test
  void findsAndStopsTheServerOfAKilledLauncher() throws Exception {
    EmbeddedPostgres left = start(false);
    long pid = left.process().pid();

    assertThat(EmbeddedPostgres.stopOrphan(folder.resolve("data")))
        .get()
        .extracting(KnownProcess::pid)
        .isEqualTo(pid);
    assertThat(left.process().isAlive()).isFalse();
    assertThat(EmbeddedPostgres.stopOrphan(folder.resolve("data"))).isEmpty();
  }

  @Test
  void takesOverADataFolderOnWhichAnOrphanStillRuns() throws Exception {
    EmbeddedPostgres left = start(false);
    left.createSchema("training", PASSWORD);

    try (EmbeddedPostgres next = start(false)) {
      assertThat(left.process().isAlive()).isFalse();
      assertThat(number(next, PASSWORD, "SELECT 1")).isEqualTo(1);
    }
  }

  @Test
  void leavesAProcessAloneThatHasThePidOfAnEarlierServer() throws Exception {
    Path data = Files.createDirectories(folder.resolve("data"));
    Process bystander = new ProcessBuilder("sleep", "600").start();
    try {
      Files.write(
          data.resolve("postmaster.pid"),
          List.of(Long.toString(bystander.pid()), data.toString(), "1000000000", "5432"));

      assertThat(EmbeddedPostgres.stopOrphan(data)).isEmpty();
      assertThat(bystander.isAlive()).isTrue();
    } finally {
      bystander.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void keepsEachServiceOutOfTheOthersSchemas() {
    try (EmbeddedPostgres postgres = start(false)) {
      postgres.createSchema("training", PASSWORD);
      postgres.createSchema("data", PASSWORD);

      assertThatThrownBy(() -> execute(postgres, "CREATE TABLE data.intruder(id int)"))
          .hasMessageContaining("permission denied for schema data");
      assertThatThrownBy(() -> number(postgres, "wrong", "SELECT 1"))
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void saysThatThePortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket()) {
      taken.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      int port = taken.getLocalPort();

      assertThatThrownBy(() -> EmbeddedPostgres.start(settings(port, false)))
          .isInstanceOf(EmbeddedException.class)
          .hasMessageContaining("port " + port)
          .hasMessageContaining("Address already in use");
    }
  }

  private EmbeddedPostgres start(boolean durable) {
    return EmbeddedPostgres.start(settings(FreePorts.find(), durable));
  }

  private EmbeddedPostgres.Settings settings(int port, boolean durable) {
    return new EmbeddedPostgres.Settings(
        binaries, folder.resolve("data"), port, folder.resolve("postgres.log"), durable);
  }

  private static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl("training"), "training", PASSWORD);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private static int number(EmbeddedPostgres postgres, String password, String sql)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl("training"), "training", password);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getInt(1);
    }
  }
}
