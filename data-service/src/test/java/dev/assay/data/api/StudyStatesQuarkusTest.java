// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.contracts.event.StudyFinished.Outcome;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@Stack
class StudyStatesQuarkusTest {
  @TempDir Path folder;
  private String study = "";
  private String id = "";
  private List<String> cells = List.of();

  @BeforeEach
  void submit(TestInfo test) throws Exception {
    String name = test.getTestMethod().orElseThrow().getName();
    Given.phantoms(folder, 30);
    Given.registered(name, "kermany", folder).statusCode(201);
    study = Given.study(name, name);
    id = Given.submitted(study).statusCode(201).extract().path("studyId");
    cells = given().get("/studies/" + id).then().extract().path("cells.cellId");
  }

  @Test
  void endsWhenEveryCellHasMetrics() {
    Topics.send(completed(cells.get(0)));
    awaitCells("done", "running");
    Topics.send(completed(cells.get(0)));
    Topics.send(completed(cells.get(1)));

    StudyFinished finished = Topics.events(StudyFinished.class, id, 1).getFirst();

    assertThat(finished).isEqualTo(new StudyFinished(id, Outcome.DONE, 2, 0));
    assertState("done");
    Given.submitted(study).statusCode(200).body("studyId", equalTo(id));
    given().noContentType().post("/studies/" + id + "/cancel").then().statusCode(409);
  }

  @Test
  void endsWithTheReasonsOfCellsThatFailed() {
    Topics.send(failed(cells.get(0), "the head does not learn"));
    Topics.send(failed(cells.get(0), "the head does not learn"));
    Topics.send(completed(cells.get(1)));

    StudyFinished finished = Topics.events(StudyFinished.class, id, 1).getFirst();

    assertThat(finished).isEqualTo(new StudyFinished(id, Outcome.FAILED_CELLS, 1, 1));
    given()
        .get("/studies/" + id)
        .then()
        .body("state", equalTo("failed-cells"))
        .body("cells[0].reason", equalTo("the head does not learn"))
        .body("cells[0].actor", equalTo("operator"))
        .body("cells[0].stage", equalTo("training"));
    Given.submitted(study).statusCode(201).body("studyId", equalTo(id + "-2"));
  }

  @Test
  void metricsThatComeLaterReplaceAFailure() {
    Topics.send(failed(cells.get(0), "first"));
    Topics.send(completed(cells.get(1)));
    Topics.events(StudyFinished.class, id, 1);

    Topics.send(completed(cells.get(0)));

    assertThat(Topics.events(StudyFinished.class, id, 2))
        .extracting(StudyFinished::outcome)
        .containsExactly(Outcome.FAILED_CELLS, Outcome.DONE);
    assertState("done");
  }

  @Test
  void cancelEndsAStudyOnce() {
    Topics.send(completed(cells.get(0)));
    awaitCells("done", "running");

    given()
        .noContentType()
        .post("/studies/" + id + "/cancel")
        .then()
        .statusCode(200)
        .body("state", equalTo("cancelled"));
    given().noContentType().post("/studies/" + id + "/cancel").then().statusCode(200);

    assertThat(Topics.events(StudyCancelRequested.class, id, 1)).hasSize(1);
    assertThat(Topics.events(StudyFinished.class, id, 1))
        .containsExactly(new StudyFinished(id, Outcome.CANCELLED, 1, 0));
    Given.submitted(study).statusCode(201).body("studyId", equalTo(id + "-2"));
    Given.submitted(study).statusCode(200).body("studyId", equalTo(id + "-2"));
    given()
        .noContentType()
        .post("/studies/nowhere/cancel")
        .then()
        .statusCode(404)
        .contentType("application/problem+json");
  }

  @Test
  void metricsAfterACancellationDoNotChangeTheStudy() {
    given().noContentType().post("/studies/" + id + "/cancel").then().statusCode(200);
    Topics.send(completed(cells.get(0)));
    Topics.send(completed(cells.get(1)));

    awaitCells("done", "done");

    assertState("cancelled");
    assertThat(Topics.events(StudyFinished.class, id, 1)).hasSize(1);
  }

  @Test
  void retryStartsAFailedStudyAgainOnTheSameSplits() throws Exception {
    Topics.send(completed(cells.get(0)));
    awaitCells("done", "running");
    retry(id).statusCode(409).body("detail", containsString("it is running"));
    Topics.send(failed(cells.get(1), "no memory"));
    Topics.events(StudyFinished.class, id, 1);
    // Whatever is registered since, the images of the first attempt are used.
    Files.delete(anImage());
    Given.registered("retryStartsAFailedStudyAgainOnTheSameSplits", "kermany", folder)
        .statusCode(201);

    retry(id).statusCode(201).body("studyId", equalTo(id + "-2")).body("state", equalTo("running"));
    retry(id).statusCode(200).body("studyId", equalTo(id + "-2"));
    retry(id + "-2").statusCode(409);

    StudySubmitted first = Topics.events(StudySubmitted.class, id, 1).getFirst();
    assertThat(Topics.events(StudySubmitted.class, id + "-2", 1))
        .containsExactly(first.again(id + "-2"));
    SplitPublished split = Topics.events(SplitPublished.class, id, 1).getFirst();
    assertThat(Topics.events(SplitPublished.class, id + "-2", 1))
        .containsExactly(split.again(id + "-2"));
    retry("nowhere").statusCode(404);
  }

  @Test
  void retryOfADoneStudyHasNothingToDo() {
    Topics.send(completed(cells.get(0)));
    Topics.send(completed(cells.get(1)));
    Topics.events(StudyFinished.class, id, 1);

    retry(id).statusCode(409).body("detail", containsString("every cell has a result"));
  }

  @Test
  void aRowIsRepeatedOnTheImagesAndSplitThatItHad() {
    repeat(id, cells.get(0), "").statusCode(409).body("detail", containsString("no result yet"));
    Topics.send(completed(cells.get(0)));
    awaitCells("done", "running");
    String again =
        repeat(id, cells.get(0), "")
            .statusCode(201)
            .body("state", equalTo("running"))
            .body("cells", equalTo(1))
            .extract()
            .path("studyId");
    repeat(id, cells.get(0), "").statusCode(200).body("studyId", equalTo(again));

    StudySubmitted first = Topics.events(StudySubmitted.class, id, 1).getFirst();
    assertThat(Topics.events(StudySubmitted.class, again, 1))
        .containsExactly(first.repetition(again, first.cells().getFirst(), first.seeds()));
    assertThat(Topics.events(SplitPublished.class, again, 1))
        .containsExactly(Topics.events(SplitPublished.class, id, 1).getFirst().again(again));

    // Once it has ended, the next one computes everything once more.
    given().noContentType().post("/studies/" + again + "/cancel").then().statusCode(200);
    repeat(id, cells.get(0), "").statusCode(201).body("studyId", equalTo(again + "-2"));
    // Tried again, a repetition keeps what it has computed.
    retry(again + "-2").statusCode(409);

    repeat(id, cells.get(0), "?seed=99").statusCode(404).body("detail", containsString("seed 99"));
    repeat(id, "nothing", "").statusCode(404).body("detail", containsString("row nothing"));
    repeat("nowhere", cells.get(0), "").statusCode(404);
  }

  private static ValidatableResponse repeat(String study, String cell, String query) {
    return given()
        .noContentType()
        .post("/studies/%s/cells/%s/repetitions%s".formatted(study, cell, query))
        .then();
  }

  @Test
  void retryStartsACancelledStudyAgain() {
    given().noContentType().post("/studies/" + id + "/cancel").then().statusCode(200);

    retry(id).statusCode(201).body("studyId", equalTo(id + "-2"));
  }

  private static ValidatableResponse retry(String study) {
    return given().noContentType().post("/studies/" + study + "/retry").then();
  }

  private Path anImage() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".png")).findFirst().orElseThrow();
    }
  }

  @Test
  void invalidMessagesStopNothingElse() {
    Topics.send("assay.cell-failed.v1", id, "this is no event");
    Topics.send("assay.evaluation-completed.v1", id, "{\"studyId\": \"" + id + "\"}");
    Topics.send(new EvaluationCompleted("unknown", "unknown", Hash.ofText("k"), metrics(), null));
    Topics.send(completed(cells.get(0)));
    Topics.send(failed(cells.get(1), "no memory"));

    StudyFinished finished = Topics.events(StudyFinished.class, id, 1).getFirst();

    assertThat(finished.outcome()).isEqualTo(Outcome.FAILED_CELLS);
    assertThat(Topics.records("assay.dead-letter.data-service", id, 2)).hasSize(2);
  }

  private EvaluationCompleted completed(String cell) {
    return new EvaluationCompleted(id, cell, Hash.ofText(id + cell), metrics(), null);
  }

  private CellFailed failed(String cell, String reason) {
    return new CellFailed(id, cell, Hash.ofText("run"), 1L, "training", reason, Actor.OPERATOR);
  }

  private static ArtifactRef metrics() {
    return ArtifactRef.of(Hash.ofText("metrics"), 7, MediaTypes.METRICS);
  }

  private void awaitCells(String... states) {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> given().get("/studies/" + id).then().body("cells.state", contains(states)));
  }

  private void assertState(String state) {
    given().get("/studies/" + id).then().body("state", equalTo(state));
  }
}
