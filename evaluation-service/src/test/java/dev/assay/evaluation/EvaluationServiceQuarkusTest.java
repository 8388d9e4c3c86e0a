// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import dev.assay.contracts.Actor;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureConfirmed.Removed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.ErasureRequested.ErasedStudy;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.PredictionsReady;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.embedded.WithCallers;
import dev.assay.outbox.WorkStatus;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithCallers.class)
class EvaluationServiceQuarkusTest extends EvaluationServiceTest {

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
    assertThat(metrics.metrics().test("accuracy").lower()).isNotNull();
    assertThat(metrics.data().dataset()).isEqualTo("order-" + order);
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
  void anErasureLeavesWhatAnotherStudySharesAndNothingComesBack() {
    StudyFixture first = fixture("erased-1", "erased images");
    StudyFixture second = fixture("erased-2", "erased images");
    sayInOrder(events(first, "sd12"));
    sayInOrder(events(second, "sd12"));
    EvaluationCompleted shared = completed(1, "erased-1").getFirst();
    completed(1, "erased-2");

    ErasureConfirmed one = erased("erasure-1", "erased-1");

    assertThat(one.service()).isEqualTo("evaluation-service");
    assertThat(one.removed())
        .contains(new Removed("cell", 1), new Removed("prediction", 2), new Removed("study", 1))
        .extracting(Removed::what)
        .doesNotContain("evaluation", "work");
    assertThat(queue.status(shared.evaluationKey())).isPresent();
    // Another content than before, so an event of its own.
    bench.say(
        first.predictions(
            2,
            "late",
            first.put(first.rows(Part.TEST, 2)),
            first.put(first.rows(Part.VALIDATION, 2))));

    ErasureConfirmed other = erased("erasure-2", "erased-2");

    assertThat(other.removed()).contains(new Removed("evaluation", 1), new Removed("work", 1));
    assertThat(other.files()).contains(shared.metrics().sha256());
    assertThat(queue.status(shared.evaluationKey())).isEmpty();
    assertThat(erased("erasure-3", "erased-1").removed())
        .as("what came after the erasure was not taken in")
        .isEmpty();
  }

  private ErasureConfirmed erased(String erasure, String study) {
    bench.say(
        new ErasureRequested(
            erasure,
            "study",
            "assay",
            "2026-12-01T22:04:05Z",
            List.of(new ErasedStudy(study, "a study", "2026-12-01T20:00:00Z")),
            List.of()));
    return bench.await(1, ErasureConfirmed.class, erasure).getFirst();
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
  void aRebuildAddsWhatIsMissingAndGoesBackToNoEarlierPredictions() throws Exception {
    StudyFixture fixture = fixture("rebuilt", "rebuilt");
    sayInOrder(events(fixture, "sd12"));
    completed(1, "rebuilt");
    bench.say(
        fixture.predictions(
            2,
            "again",
            fixture.put(fixture.rows(Part.TEST, 78)),
            fixture.put(fixture.rows(Part.VALIDATION, 78))));
    EvaluationCompleted newest = completed(2, "rebuilt").getLast();
    String path = "/cells/" + fixture.cellId() + "/metrics?study=rebuilt";
    String before = authorized().get(path).asString();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      for (String table : List.of("prediction", "split", "cell")) {
        statement.executeUpdate("delete from " + table + " where study_id = 'rebuilt'");
      }
    }
    assertThat(authorized().get(path).asString()).isNotEqualTo(before);

    authorized().noContentType().post("/rebuilds/evaluation-service").then().statusCode(200);

    assertThat(authorized().get(path).asString())
        .isEqualTo(before)
        .contains(newest.evaluationKey());
    StudyFixture later = fixture("after-rebuilt", "after-rebuilt");
    events(later, "sd12").forEach(bench::say);
    completed(1, "after-rebuilt");
    assertThat(bench.matching(m -> is(m, EventType.EVALUATION_COMPLETED, "rebuilt"))).hasSize(2);
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
  void evaluatesAgainWhatIsLostInTheStore() {
    StudyFixture fixture = fixture("repaired", "repaired");
    sayInOrder(events(fixture, "sd12"));
    EvaluationCompleted done = completed(1, "repaired").getFirst();
    store.delete(done.metrics());

    authorized()
        .post("/repairs/evaluation-service")
        .then()
        .statusCode(200)
        .body("again", hasItem(done.evaluationKey()));

    await().until(() -> store.isIntact(done.metrics()));
    assertThat(bench.matching(m -> is(m, EventType.EVALUATION_COMPLETED, "repaired"))).hasSize(1);
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
}
