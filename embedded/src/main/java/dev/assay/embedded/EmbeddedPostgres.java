// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import dev.assay.processes.ChildProcess;
import dev.assay.processes.KnownProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A PostgreSQL server as a child process, on a loopback port and with no Unix socket. Its data
 * survive a stop, a {@code kill -9} and a change of port. Closing stops it.
 */
public final class EmbeddedPostgres implements AutoCloseable {
  /** The only database. Each service has a schema and a role in it. */
  public static final String DATABASE = "assay";

  static final String ADMIN = "assay_admin";

  /**
   * Much longer than a start takes: a loaded machine is slow, and a failed start ends by itself.
   */
  private static final Duration START = Duration.ofMinutes(5);

  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** A new database is a copy of some thousand pages, which takes minutes on a loaded machine. */
  private static final Duration CREATION = START;

  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);

  private final Settings settings;
  private final String adminPassword;
  private final ChildProcess process;

  private EmbeddedPostgres(Settings settings, String adminPassword, ChildProcess process) {
    this.settings = settings;
    this.adminPassword = adminPassword;
    this.process = process;
  }

  /**
   * @param binaries what {@link PostgresBinaries#unpack} returned
   * @param data the server's data folder; created when it does not exist
   * @param log file for the server's output
   * @param durable whether a commit is on the disk when it is acknowledged; off for tests
   */
  public record Settings(Path binaries, Path data, int port, Path log, boolean durable) {
    Path program(String name) {
      return binaries.resolve("bin").resolve(name).toAbsolutePath();
    }
  }

  /**
   * Stops a server that a killed launcher left running on this data folder, creates the folder if
   * it does not exist (about 5 s), starts the server and waits until it answers (about 1 s).
   *
   * @throws EmbeddedException if it does not start, with the end of its log
   */
  public static EmbeddedPostgres start(Settings settings) {
    stopOrphan(settings.data());
    Unprivileged unprivileged = Unprivileged.here();
    try {
      String password = new PostgresCluster(settings, unprivileged).prepare();
      long deadline = System.nanoTime() + START.toNanos();
      while (true) {
        ChildProcess process =
            ChildProcess.of(command(settings, unprivileged)).log(settings.log()).start();
        EmbeddedPostgres postgres = new EmbeddedPostgres(settings, password, process);
        if (postgres.becomesUsable(deadline)) {
          return postgres;
        }
        // The backends of a killed server need a moment to notice and to release the shared memory.
        if (System.nanoTime() > deadline || !isHeldByAKilledServer(settings.log())) {
          throw failure(settings);
        }
      }
    } catch (IOException e) {
      throw new EmbeddedException("PostgreSQL cannot be started", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException("interrupted while PostgreSQL started", e);
    }
  }

  /** Returns false if the process has ended. */
  private boolean becomesUsable(long deadline) throws InterruptedException {
    boolean usable = false;
    try {
      usable = answersBefore(deadline);
      if (usable) {
        createDatabase();
      }
      return usable;
    } finally {
      if (!usable) {
        process.kill();
      }
    }
  }

  /**
   * Stops the server that a killed launcher left running on this data folder, if there is one.
   *
   * @return the server that was running
   */
  public static Optional<KnownProcess> stopOrphan(Path data) {
    Optional<KnownProcess> orphan = PostmasterFile.liveServer(data);
    orphan.flatMap(KnownProcess::find).ifPresent(EmbeddedPostgres::stopFast);
    return orphan;
  }

  private static List<String> command(Settings settings, Unprivileged unprivileged) {
    List<String> words = new ArrayList<>(unprivileged.prefix());
    words.add(settings.program("postgres").toString());
    words.addAll(List.of("-D", settings.data().toAbsolutePath().toString()));
    String durable = settings.durable() ? "on" : "off";
    for (String setting :
        List.of(
            "port=" + settings.port(),
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "shared_buffers=64MB",
            // Five services have a connection pool each.
            "max_connections=120",
            "fsync=" + durable,
            "synchronous_commit=" + durable,
            "full_page_writes=" + durable,
            "timezone=UTC",
            "log_timezone=UTC")) {
      words.addAll(List.of("-c", setting));
    }
    return words;
  }

  private boolean answersBefore(long deadline) throws InterruptedException {
    while (System.nanoTime() < deadline) {
      try (Connection connection = connect("postgres", ANSWER)) {
        // Another server on this port would not know the password.
        return connection.isValid(5);
      } catch (SQLException e) {
        if (process.waitFor(POLL_INTERVAL).isPresent()) {
          return false;
        }
      }
    }
    return false;
  }

  private static boolean isHeldByAKilledServer(Path log) {
    return LogTail.of(log, 4).contains("shared memory block");
  }

  private static EmbeddedException failure(Settings settings) {
    return new EmbeddedException(
        "PostgreSQL does not start (port "
            + settings.port()
            + ", log "
            + settings.log()
            + "):\n"
            + LogTail.of(settings.log(), 6));
  }

  private void createDatabase() {
    try (Connection connection = connect("postgres", CREATION);
        Statement statement = connection.createStatement()) {
      try (var found =
          statement.executeQuery("SELECT 1 FROM pg_database WHERE datname = '" + DATABASE + "'")) {
        if (found.next()) {
          return;
        }
      }
      statement.execute("CREATE DATABASE " + DATABASE);
    } catch (SQLException e) {
      process.kill();
      throw new EmbeddedException("the database cannot be created", e);
    }
  }

  /**
   * Creates a schema and a role of the same name that owns it. If they exist, the role gets this
   * password. The role has no access to other schemas.
   *
   * @param name lower-case letters only
   * @param password letters and digits only
   */
  public void createSchema(String name, String password) {
    if (!name.matches("[a-z]+") || !password.matches("[A-Za-z0-9]+")) {
      throw new IllegalArgumentException("not a plain name and password: " + name);
    }
    try (Connection connection = connect(DATABASE, CREATION);
        Statement statement = connection.createStatement()) {
      boolean known;
      try (var found =
          statement.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + name + "'")) {
        known = found.next();
      }
      statement.execute(
          (known ? "ALTER" : "CREATE") + " ROLE " + name + " LOGIN PASSWORD '" + password + "'");
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + name + " AUTHORIZATION " + name);
      statement.execute("ALTER ROLE " + name + " SET search_path = " + name);
    } catch (SQLException e) {
      throw new EmbeddedException("the schema " + name + " cannot be created", e);
    }
  }

  /** The JDBC address for a service, whose role and schema have the same name. */
  public String jdbcUrl(String schema) {
    return url(DATABASE) + "?currentSchema=" + schema;
  }

  public ChildProcess process() {
    return process;
  }

  private Connection connect(String database, Duration answer) throws SQLException {
    String address = url(database) + "?connectTimeout=5&socketTimeout=" + answer.toSeconds();
    return DriverManager.getConnection(address, ADMIN, adminPassword);
  }

  private String url(String database) {
    return "jdbc:postgresql://127.0.0.1:" + settings.port() + "/" + database;
  }

  @Override
  public void close() {
    stopFast(process.handle());
    process.stop(Duration.ZERO);
  }

  /**
   * SIGINT is PostgreSQL's fast shutdown: it ends the sessions. SIGTERM would wait for the clients,
   * SIGKILL leaves a recovery to the next start.
   */
  private static void stopFast(ProcessHandle server) {
    try {
      new ProcessBuilder("sh", "-c", "kill -INT " + server.pid())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
      server.onExit().get(STOP.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      server.destroyForcibly();
    } catch (IOException | ExecutionException e) {
      server.destroyForcibly();
      throw new EmbeddedException("PostgreSQL had to be killed", e);
    } catch (InterruptedException e) {
      server.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
