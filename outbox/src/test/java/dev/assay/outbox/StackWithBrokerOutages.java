// SPDX-License-Identifier: Apache-2.0
package dev.assay.outbox;

import dev.assay.embedded.EmbeddedKafka;
import dev.assay.embedded.EmbeddedPostgres;
import dev.assay.embedded.FreePorts;
import dev.assay.embedded.PostgresBinaries;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A broker and a PostgreSQL that tests can kill and start again. Fields of a test named {@code
 * killBroker}, {@code startBroker}, {@code killDatabase}, {@code startDatabase}, {@code
 * freezeDatabase} and {@code thawDatabase} of type {@link Runnable} are injected.
 */
public final class StackWithBrokerOutages implements QuarkusTestResourceLifecycleManager {
  private static final String SCHEMA = "library";
  private @Nullable Path folder;
  private EmbeddedKafka.@Nullable Settings broker;
  private EmbeddedPostgres.@Nullable Settings database;
  private @Nullable EmbeddedKafka kafka;
  private @Nullable EmbeddedPostgres postgres;

  @Override
  public Map<String, String> start() {
    try {
      Path home = Files.createTempDirectory("assay-outbox-test-");
      folder = home;
      List<Integer> ports = FreePorts.find(3);
      broker =
          new EmbeddedKafka.Settings(
              home.resolve("kafka"), ports.get(0), ports.get(1), home.resolve("kafka.log"), true);
      startBroker();
      database =
          new EmbeddedPostgres.Settings(
              PostgresBinaries.unpack(Path.of(System.getProperty("assay.root"), "embedded/target")),
              home.resolve("postgres"),
              ports.get(2),
              home.resolve("postgres.log"),
              true);
      EmbeddedPostgres server = EmbeddedPostgres.start(database);
      postgres = server;
      server.createSchema(SCHEMA, "secret");
      return Map.of(
          "kafka.bootstrap.servers",
          "127.0.0.1:" + ports.get(0),
          "quarkus.datasource.jdbc.url",
          server.jdbcUrl(SCHEMA),
          "quarkus.datasource.username",
          SCHEMA,
          "quarkus.datasource.password",
          "secret");
    } catch (IOException e) {
      stop();
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void inject(TestInjector injector) {
    injector.injectIntoFields(
        (Runnable) this::killBroker, field -> field.getName().equals("killBroker"));
    injector.injectIntoFields(
        (Runnable) this::startBroker, field -> field.getName().equals("startBroker"));
    injector.injectIntoFields(
        (Runnable) this::killDatabase, field -> field.getName().equals("killDatabase"));
    injector.injectIntoFields(
        (Runnable) this::startDatabase, field -> field.getName().equals("startDatabase"));
    injector.injectIntoFields(
        (Runnable) () -> signalDatabase("-STOP"),
        field -> field.getName().equals("freezeDatabase"));
    injector.injectIntoFields(
        (Runnable) () -> signalDatabase("-CONT"), field -> field.getName().equals("thawDatabase"));
  }

  private void killBroker() {
    if (kafka != null) {
      kafka.process().kill();
    }
  }

  private void startBroker() {
    if (broker != null) {
      kafka = EmbeddedKafka.start(broker);
    }
  }

  private void killDatabase() {
    if (postgres != null) {
      postgres.process().kill();
    }
  }

  private void startDatabase() {
    if (database != null) {
      postgres = EmbeddedPostgres.start(database);
    }
  }

  /** To the server and to the processes that hold its connections. */
  private void signalDatabase(String signal) {
    if (postgres == null) {
      return;
    }
    ProcessHandle server = postgres.process().handle();
    List<ProcessHandle> all = Stream.concat(Stream.of(server), server.descendants()).toList();
    for (ProcessHandle process : all) {
      try {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException(e);
      }
    }
  }

  @Override
  public void stop() {
    if (kafka != null) {
      kafka.close();
    }
    if (postgres != null) {
      postgres.close();
    }
    if (folder != null) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
