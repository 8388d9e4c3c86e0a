// SPDX-License-Identifier: Apache-2.0
package dev.assay.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.contracts.Json;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.embedded.EmbeddedKafka;
import dev.assay.embedded.EmbeddedPostgres;
import dev.assay.embedded.FreePorts;
import dev.assay.embedded.PostgresBinaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A service with events in flight gets SIGTERM again and again, as a rolling update sends it, and
 * loses none: every event is handled once, none becomes a letter, and what was handled is
 * committed.
 */
@Tag("long")
class OrderlyStopIT {
  private static final String SERVICE = "reporting-service";
  private static final String TOPIC = EventType.STUDY_CANCEL_REQUESTED.topic();
  private static final int EVENTS = 2_000;
  private static final int STOPS = 9;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path root = Path.of(System.getProperty("assay.root"));

  @TempDir Path folder;

  @Test
  void losesNoEventWhenItIsStoppedManyTimesWithEventsInFlight() throws Exception {
    List<Integer> ports = FreePorts.find(4);
    try (EmbeddedKafka kafka =
            EmbeddedKafka.start(
                new EmbeddedKafka.Settings(
                    folder.resolve("kafka"),
                    ports.get(0),
                    ports.get(1),
                    folder.resolve("kafka.log"),
                    true));
        EmbeddedPostgres postgres =
            EmbeddedPostgres.start(
                new EmbeddedPostgres.Settings(
                    PostgresBinaries.unpack(root.resolve("embedded/target")),
                    folder.resolve("postgres"),
                    ports.get(2),
                    folder.resolve("postgres.log"),
                    false))) {
      postgres.createSchema("reporting", "secret");
      String brokers = kafka.bootstrapServers();
      Map<String, String> environment =
          Map.of(
              "ASSAY_HTTP_PORT", Integer.toString(ports.get(3)),
              "ASSAY_KAFKA", brokers,
              "ASSAY_DB_URL", postgres.jdbcUrl("reporting"),
              "ASSAY_DB_PASSWORD", "secret",
              "ASSAY_ARTIFACTS_ROOT", folder.resolve("artifacts").toString());
      try (Connection database =
          DriverManager.getConnection(postgres.jdbcUrl("reporting"), "reporting", "secret")) {
        send(brokers);
        Random random = new Random(7);
        long handled = 0;
        for (int stop = 0; stop < STOPS; stop++) {
          stopWithEventsInFlight(environment, database, handled + 1 + random.nextInt(25));
          handled = handled(database);
          assertThat(handled)
              .as("handled events, so that others were in flight")
              .isLessThan(EVENTS);
          assertThat(committed(brokers)).isEqualTo(handled);
        }
        stopWithEventsInFlight(environment, database, EVENTS);

        assertThat(handled(database)).isEqualTo(EVENTS);
        assertThat(number(database, "select count(*) from letter")).isZero();
        assertThat(committed(brokers)).isEqualTo(EVENTS);
      }
    }
  }

  /** Sends SIGTERM as soon as so many events were handled. */
  private void stopWithEventsInFlight(
      Map<String, String> environment, Connection database, long until)
      throws IOException, InterruptedException, SQLException {
    Path log = folder.resolve("service.log");
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                root.resolve(SERVICE + "/target/quarkus-app/quarkus-run.jar").toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().putAll(environment);
    Process service = builder.start();
    try {
      long deadline = System.nanoTime() + PATIENCE.toNanos();
      while (handled(database) < until) {
        assertThat(service.isAlive()).as(() -> text(log)).isTrue();
        assertThat(System.nanoTime()).as(() -> text(log)).isLessThan(deadline);
        LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
      }
      service.destroy();
      assertThat(service.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } finally {
      service.destroyForcibly();
    }
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return "no log: " + e;
    }
  }

  private static void send(String brokers) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", brokers),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      for (int i = 0; i < EVENTS; i++) {
        String study = "study-%04d".formatted(i);
        byte[] value = Json.write(new StudyCancelRequested(study)).getBytes(UTF_8);
        producer.send(new ProducerRecord<>(TOPIC, study.getBytes(UTF_8), value));
      }
    }
  }

  /** Zero while the service has no tables yet: each event has a row of its own. */
  private static long handled(Connection database) throws SQLException {
    return number(database, "select to_regclass('study_event') is not null") == 0
        ? 0
        : number(database, "select count(*) from study_event");
  }

  private static long number(Connection database, String query) throws SQLException {
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getObject(1) instanceof Boolean yes ? (yes ? 1 : 0) : row.getLong(1);
    }
  }

  private static long committed(String brokers) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", brokers))) {
      OffsetAndMetadata offset =
          admin
              .listConsumerGroupOffsets(SERVICE)
              .partitionsToOffsetAndMetadata()
              .get()
              .get(new TopicPartition(TOPIC, 0));
      return offset == null ? 0 : offset.offset();
    }
  }
}
