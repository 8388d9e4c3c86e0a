package dev.assay.evaluation;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.embedded.StackTestResource;
import dev.assay.outbox.WorkQueue;
import dev.assay.outbox.WorkStatus;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.JsonConfig;
import io.restassured.path.json.config.JsonPathConfig;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(EvaluationServiceQuarkusTest.WithToken.class)
@QuarkusTestResource(
    value = StackTestResource.class,
    restrictToAnnotatedClass = true,
    initArgs = {
      @ResourceArg(name = "service", value = "evaluation"),
      @ResourceArg(
          name = "topics",
          value =
              "assay.study-submitted.v1,assay.split-published.v1,assay.predictions-ready.v1,"
                  + "assay.evaluation-completed.v1,assay.cell-failed.v1,"
                  + "assay.dead-letter.evaluation-service")
    })
class EvaluationServiceQuarkusTest {
  /** The interface asks for a password. */
  public static final class WithToken implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("ASSAY_TOKEN", "a-token");
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DEAD_LETTERS = "assay.dead-letter.evaluation-service";

  @Inject ArtifactStore store;
  @Inject DataSource database;
  @Inject WorkQueue queue;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  @TempDir Path scratch;
  private EventBench bench;

  @BeforeEach
  void listen() {
    bench =
        new EventBench(
            brokers,
            List.of(
                EventType.EVALUATION_COMPLETED.topic(),
                EventType.CELL_FAILED.topic(),
                DEAD_LETTERS));
  }

  @AfterEach
  void stopListening() {
    bench.close();
  }

  private StudyFixture fixture(String studyId, String dataset) {
    return new StudyFixture(store, scratch, studyId, dataset);
  }

  /** Publishes in this order, each only when the one before has been handled. */
  private void sayInOrder(List<AssayEvent> events) {
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

  private static List<AssayEvent> events(StudyFixture fixture, String order) {
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

  private List<EvaluationCompleted> completed(int number, String studyId) {
    return bench
        .await(number, message -> is(message, EventType.EVALUATION_COMPLETED, studyId))
        .stream()
        .map(message -> Json.read(message.value(), EvaluationCompleted.class))
        .toList();
  }

  private static boolean is(
      ConsumerRecord<String, String> message, EventType type, String studyId) {
    return message.topic().equals(type.topic()) && studyId.equals(message.key());
  }

  private static String header(ConsumerRecord<String, String> message, String name) {
    return new String(message.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  private static RequestSpecification authorized() {
    return given()
        .auth()
        .preemptive()
        .basic("assay", "a-token")
        .config(
            RestAssured.config()
                .jsonConfig(
                    JsonConfig.jsonConfig()
                        .numberReturnType(JsonPathConfig.NumberReturnType.DOUBLE)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sd12", "21ds", "1s2d", "d1s2"})
  void evaluatesACellWhateverTheOrderOfItsEvents(String order) throws IOException {
    StudyFixture fixture = fixture("order-" + order, "order-" + order);

    sayInOrder(events(fixture, order));

    EvaluationCompleted event = completed(1, fixture.studyId()).getFirst();
    MetricsFile metrics = MetricsFile.read(store.local(event.metrics()));
    assertThat(event.cellId()).isEqualTo(fixture.cellId());
    assertThat(event.supersedes()).isNull();
    assertThat(metrics.evaluationKey()).isEqualTo(event.evaluationKey());
    assertThat(metrics.seeds()).containsExactly(1L, 2L);
    assertThat(metrics.test("accuracy").lower()).isNotNull();
    assertThat(metrics.dataset()).isEqualTo("order-" + order);
  }

  @Test
  void announcesAsABinaryCloudEventKeyedByStudy() {
    StudyFixture fixture = fixture("cloud", "cloud");

    sayInOrder(events(fixture, "sd12"));

    EvaluationCompleted event = completed(1, "cloud").getFirst();
    ConsumerRecord<String, String> message =
        bench.matching(m -> is(m, EventType.EVALUATION_COMPLETED, "cloud")).getFirst();
    assertThat(header(message, "ce_id")).isEqualTo(event.eventId());
    assertThat(header(message, "ce_type")).isEqualTo("dev.assay.evaluation-completed.v1");
    assertThat(header(message, "ce_source")).isEqualTo("/evaluation-service");
  }

  @Test
  void repeatedEventsLeadToOneEvaluation() {
    StudyFixture fixture = fixture("repeated", "repeated");
    StudyFixture later = fixture("later", "later");
    List<AssayEvent> events = events(fixture, "sd12");

    events.forEach(bench::say);
    events.forEach(bench::say);
    events.reversed().forEach(bench::say);
    completed(1, "repeated");
    events.forEach(bench::say);
    // what comes behind the repetitions on every topic is answered after them
    events(later, "sd12").forEach(bench::say);

    completed(1, "later");
    EvaluationCompleted only = completed(1, "repeated").getFirst();
    assertThat(bench.matching(m -> is(m, EventType.EVALUATION_COMPLETED, "repeated"))).hasSize(1);
    assertThat(queue.status(only.evaluationKey()).orElseThrow().attempts()).isEqualTo(1);
  }

  @Test
  void anotherStudyWithTheSamePredictionsIsAnsweredFromTheStoredResult() {
    StudyFixture first = fixture("stored-1", "shared");
    StudyFixture second = fixture("stored-2", "shared");
    sayInOrder(events(first, "sd12"));
    EvaluationCompleted original = completed(1, "stored-1").getFirst();

    sayInOrder(events(second, "sd12"));

    EvaluationCompleted answer = completed(1, "stored-2").getFirst();
    assertThat(answer.evaluationKey()).isEqualTo(original.evaluationKey());
    assertThat(answer.metrics()).isEqualTo(original.metrics());
    WorkStatus work = queue.status(original.evaluationKey()).orElseThrow();
    assertThat(work.attempts()).isEqualTo(1);
  }

  @Test
  void newPredictionsOfACellSupersedeItsMetrics() {
    StudyFixture fixture = fixture("rescored", "rescored");
    sayInOrder(events(fixture, "sd12"));
    EvaluationCompleted before = completed(1, "rescored").getFirst();

    bench.say(
        fixture.predictions(
            2,
            "again",
            fixture.put(fixture.rows(Part.TEST, 77)),
            fixture.put(fixture.rows(Part.VALIDATION, 77))));

    EvaluationCompleted after = completed(2, "rescored").getLast();
    assertThat(after.evaluationKey()).isNotEqualTo(before.evaluationKey());
    assertThat(after.supersedes()).isEqualTo(before.evaluationKey());
  }

  @Test
  void unusablePredictionsFailTheCellUntilBetterOnesCome() {
    StudyFixture fixture = fixture("broken", "broken");
    PredictionsReady bad =
        fixture.predictions(
            1,
            "bad",
            StudyFixture.nothing("lost bytes"),
            fixture.put(fixture.rows(Part.VALIDATION, 1)));
    sayInOrder(List.of(fixture.study(), fixture.split(), bad, fixture.predictions().get(1)));

    ConsumerRecord<String, String> message =
        bench.await(1, m -> is(m, EventType.CELL_FAILED, "broken")).getFirst();
    CellFailed failed = Json.read(message.value(), CellFailed.class);
    assertThat(failed.stage()).isEqualTo("evaluation");
    assertThat(failed.actor()).isEqualTo(Actor.OPERATOR);
    assertThat(failed.reason())
        .isEqualTo(
            "the test predictions of seed 1 are not in the artifact store: check that all services"
                + " share one store");
    authorized()
        .get("/cells/" + fixture.cellId() + "/metrics?study=broken")
        .then()
        .statusCode(200)
        .body("state", equalTo("FAILED"))
        .body("reason", equalTo(failed.reason()))
        .body("$", not(hasKey("metrics")));

    bench.say(fixture.predictions().get(0));

    completed(1, "broken");
    authorized()
        .get("/cells/" + fixture.cellId() + "/metrics?study=broken")
        .then()
        .body("state", equalTo("DONE"))
        .body("$", not(hasKey("reason")));
  }

  @Test
  void poisonGoesToTheDeadLettersAndStopsNothingElse() {
    bench.say(EventType.PREDICTIONS_READY, "poison", "poison", "{\"studyId\":\"poison\"}");
    StudyFixture fixture = fixture("after-poison", "after-poison");

    events(fixture, "sd12").forEach(bench::say);

    completed(1, "after-poison");
    ConsumerRecord<String, String> dead =
        bench.await(1, m -> m.topic().equals(DEAD_LETTERS)).getFirst();
    assertThat(dead.value()).isEqualTo("{\"studyId\":\"poison\"}");
    assertThat(header(dead, "dead-letter-reason")).contains("PredictionsReady");
  }

  @Test
  void showsTheMetricsOfAStudy() throws IOException {
    StudyFixture fixture = fixture("shown", "shown");
    sayInOrder(events(fixture, "sd1"));
    authorized()
        .get("/studies/shown/metrics")
        .then()
        .statusCode(200)
        .body("cells", hasSize(1))
        .body("cells[0].state", equalTo("WAITING"));

    bench.say(fixture.predictions().get(1));
    EvaluationCompleted event = completed(1, "shown").getFirst();

    MetricsFile metrics = MetricsFile.read(store.local(event.metrics()));
    authorized()
        .get("/studies/shown/metrics")
        .then()
        .statusCode(200)
        .body("studyId", equalTo("shown"))
        .body("name", equalTo("fixture"))
        .body("cells[0].cellId", equalTo(fixture.cellId()))
        .body("cells[0].evaluationKey", equalTo(event.evaluationKey()))
        .body("cells[0].metrics.warnings", hasItem("made by a program"))
        .body(
            "cells[0].metrics.test.find { it.name == 'accuracy' }.point",
            closeTo(metrics.test("accuracy").point(), 1e-12));
    authorized()
        .get("/cells/" + fixture.cellId() + "/metrics")
        .then()
        .statusCode(200)
        .body("studyId", equalTo("shown"))
        .body("metrics.groups", notNullValue());
  }

  @Test
  void unknownThingsAreProblemsWithAReason() {
    authorized()
        .get("/studies/nowhere/metrics")
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("title", equalTo("Not Found"))
        .body("status", equalTo(404))
        .body("detail", equalTo("there is no study 'nowhere'"));
    authorized()
        .get("/cells/" + Hash.ofText("x").substring(0, 16) + "/metrics?study=nowhere")
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("detail", notNullValue());
  }

  @Test
  void asksForTheTokenButNotForHealthAndDocuments() {
    given().get("/studies/nowhere/metrics").then().statusCode(401);
    given()
        .auth()
        .preemptive()
        .basic("assay", "wrong")
        .get("/studies/nowhere/metrics")
        .then()
        .statusCode(401);
    given().get("/q/health/ready").then().statusCode(200).body("status", equalTo("UP"));
    given()
        .accept("application/json")
        .get("/q/openapi")
        .then()
        .statusCode(200)
        .body("paths", hasKey("/studies/{id}/metrics"))
        .body("paths", hasKey("/cells/{cellId}/metrics"));
    given().get("/q/swagger-ui/").then().statusCode(200);
  }
}
