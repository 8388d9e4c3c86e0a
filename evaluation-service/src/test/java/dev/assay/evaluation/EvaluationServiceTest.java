// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import static io.restassured.RestAssured.given;
import static org.awaitility.Awaitility.await;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.ComparisonCompleted;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.embedded.EventBench;
import dev.assay.embedded.StackTestResource;
import dev.assay.embedded.WithCallers;
import dev.assay.outbox.WorkQueue;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.restassured.RestAssured;
import io.restassured.config.JsonConfig;
import io.restassured.path.json.config.JsonPathConfig;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The service with its broker and database, and what the tests say to it. */
@QuarkusTestResource(
    value = StackTestResource.class,
    initArgs = {
      @ResourceArg(name = "service", value = "evaluation"),
      @ResourceArg(
          name = "topics",
          value =
              "assay.study-submitted.v1,assay.split-published.v1,assay.predictions-ready.v1,"
                  + "assay.evaluation-completed.v1,assay.comparison-completed.v1,"
                  + "assay.comparison-failed.v1,assay.cell-failed.v1,"
                  + "assay.dead-letter.evaluation-service,"
                  + "assay.erasure-requested.v1,assay.erasure-confirmed.v1")
    })
abstract class EvaluationServiceTest {
  static final Duration PATIENCE = Duration.ofSeconds(60);
  static final String DEAD_LETTERS = "assay.dead-letter.evaluation-service";

  @Inject ArtifactStore store;
  @Inject DataSource database;
  @Inject WorkQueue queue;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  @TempDir Path scratch;
  EventBench bench;

  @BeforeEach
  void listen() {
    bench =
        new EventBench(
            brokers,
            EventType.EVALUATION_COMPLETED.topic(),
            EventType.COMPARISON_COMPLETED.topic(),
            EventType.COMPARISON_FAILED.topic(),
            EventType.CELL_FAILED.topic(),
            EventType.ERASURE_CONFIRMED.topic(),
            DEAD_LETTERS);
  }

  @AfterEach
  void stopListening() {
    bench.close();
  }

  StudyFixture fixture(String studyId, String dataset) {
    return new StudyFixture(store, scratch, studyId, dataset);
  }

  /** Publishes in this order, each only when the one before has been handled. */
  void sayInOrder(List<AssayEvent> events) {
    for (AssayEvent event : events) {
      bench.say(event);
      await().atMost(PATIENCE).until(() -> handled(event.eventId()));
    }
  }

  private boolean handled(String eventId) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement query =
            connection.prepareStatement("select 1 from inbox where event_id = ?")) {
      query.setString(1, eventId);
      try (ResultSet rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  static List<AssayEvent> events(StudyFixture fixture, String order) {
    List<PredictionsReady> predictions = fixture.predictions();
    List<AssayEvent> events = new ArrayList<>();
    for (char what : order.toCharArray()) {
      events.add(
          switch (what) {
            case 's' -> fixture.study();
            case 'd' -> fixture.split();
            case '1' -> predictions.get(0);
            case '2' -> predictions.get(1);
            default -> throw new IllegalArgumentException(order);
          });
    }
    return events;
  }

  List<EvaluationCompleted> completed(int number, String studyId) {
    return bench
        .await(number, message -> is(message, EventType.EVALUATION_COMPLETED, studyId))
        .stream()
        .map(message -> Json.read(message.value(), EvaluationCompleted.class))
        .toList();
  }

  List<ComparisonCompleted> compared(int number, String studyId) {
    return bench
        .await(number, message -> is(message, EventType.COMPARISON_COMPLETED, studyId))
        .stream()
        .map(message -> Json.read(message.value(), ComparisonCompleted.class))
        .toList();
  }

  static boolean is(ConsumerRecord<String, String> message, EventType type, String studyId) {
    return message.topic().equals(type.topic()) && studyId.equals(message.key());
  }

  static String header(ConsumerRecord<String, String> message, String name) {
    return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  static RequestSpecification authorized() {
    return given()
        .contentType("application/json")
        .auth()
        .preemptive()
        .basic("assay", WithCallers.TOKEN)
        .config(
            RestAssured.config()
                .jsonConfig(
                    JsonConfig.jsonConfig()
                        .numberReturnType(JsonPathConfig.NumberReturnType.DOUBLE)));
  }
}
