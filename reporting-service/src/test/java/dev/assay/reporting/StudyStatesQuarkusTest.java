// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.WeightsChoice;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.CellProgress;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.contracts.recipe.Checkpoint;
import dev.assay.contracts.recipe.Recipe;
import dev.assay.reporting.render.Format;
import dev.assay.reporting.store.EventLog;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** How far studies and cells are is kept with each event, and says what the events say together. */
@QuarkusTest
@WithTestResource(StackOfReporting.class)
class StudyStatesQuarkusTest {
  private static final Instant THEN = Instant.parse("2026-01-02T03:04:05Z");

  /** Of everything that is kept. */
  private static final String KEPT =
      """
      select 'cell', study_id, cell_id, ordinal::text, begun::text, failed::text, evaluation_key
      from cell_state
      union all
      select 'study', study_id, name, submitted_at::text, total::text, done || ' ' || failed,
        begun::text
      from study_state order by 1, 2, 3
      """;

  @Inject EventLog log;
  @Inject Results results;
  @Inject ArtifactStore store;
  @Inject DataSource database;

  private void add(AssayEvent event) {
    QuarkusTransaction.requiringNew().run(() -> log.add(event.eventId(), event, THEN));
  }

  private static List<String> kept(Statement statement) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (ResultSet found = statement.executeQuery(KEPT)) {
      while (found.next()) {
        List<String> row = new ArrayList<>();
        for (int i = 1; i <= 7; i++) {
          row.add(Objects.toString(found.getString(i)));
        }
        rows.add(String.join(" | ", row));
      }
    }
    return rows;
  }

  /** What a home of an earlier release gets at its first start. */
  private static String fill() throws IOException {
    try (InputStream migration =
        StudyStatesQuarkusTest.class.getResourceAsStream("/db/migration/V94__states.sql")) {
      String sql = new String(migration.readAllBytes(), StandardCharsets.UTF_8);
      return sql.substring(sql.indexOf("-- fill"));
    }
  }

  @Test
  void isWhatStoredEventsSayTogetherInWhateverOrderTheyCame() throws Exception {
    for (int seed = 0; seed < 12; seed++) {
      SampleStudy study = new SampleStudy("state%07d".formatted(seed), store);
      List<AssayEvent> events = new ArrayList<>(study.finished());
      events.add(study.failure());
      events.add(study.compared(true));
      Random random = new Random(seed);
      Collections.shuffle(events, random);
      // Some have not come yet.
      events.subList(0, 1 + random.nextInt(events.size())).forEach(this::add);
    }

    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      List<String> kept = kept(statement);
      statement.execute("truncate table cell_state, study_state");
      assertThat(kept(statement)).isEmpty();
      statement.execute(fill());

      assertThat(kept).anyMatch(row -> row.startsWith("study | state0000001"));
      assertThat(kept(statement)).isEqualTo(kept);
      connection.rollback();
    }
  }

  @Test
  void laterResultOutweighsAFailureAndAnEventThatComesTwiceCountsOnce() {
    SampleStudy study = new SampleStudy("statecounted", store);
    study.accepted().forEach(this::add);
    add(study.failure());
    assertCounts("statecounted", 0, 1);

    // Another failure of the same cell, of another run.
    add(failure("statecounted", study.tuned()));
    assertCounts("statecounted", 0, 1);

    study.finished().stream().filter(EvaluationCompleted.class::isInstance).forEach(this::add);
    assertCounts("statecounted", 2, 0);
  }

  private static void assertCounts(String studyId, int done, int failed) {
    given()
        .get("/studies/" + studyId)
        .then()
        .statusCode(200)
        .body("total", equalTo(2))
        .body("done", equalTo(done))
        .body("failed", equalTo(failed));
    given()
        .get("/studies")
        .then()
        .body("find { it.studyId == '%s' }.done".formatted(studyId), equalTo(done))
        .body("find { it.studyId == '%s' }.failed".formatted(studyId), equalTo(failed));
  }

  private static CellFailed failure(String studyId, Cell cell) {
    return new CellFailed(
        studyId,
        cell.cellId(),
        Hash.ofText("another run"),
        1L,
        "training",
        "its machine is gone",
        Actor.OPERATOR);
  }

  private static Cell cell(int number) {
    return Cell.of(
        "phantom",
        "mobilenet_v2",
        WeightsChoice.none(),
        Preprocessing.imageNet().withSize(32 + number, 32 + number),
        "linear",
        Recipe.paper(),
        true,
        1);
  }

  private static StudySubmitted large(String studyId, int cells) {
    return new StudySubmitted(
        studyId,
        "large",
        IntStream.range(0, cells).mapToObj(StudyStatesQuarkusTest::cell).toList(),
        List.of(1L),
        Checkpoint.BEST_ACCURACY,
        new EvaluationPlan(1000, 0.95, "group", "percentile", 1),
        1,
        "cpu",
        List.of());
  }

  private static CellProgress progress(String studyId, Cell cell) {
    return new CellProgress(
        studyId,
        cell.cellId(),
        Hash.ofText("run of " + cell.cellId()),
        1,
        "training",
        3,
        10,
        0.3,
        null,
        null,
        null,
        null,
        null,
        null);
  }

  @Test
  void pagesOfAStatusReadNoEventOfAnotherCell() throws SQLException {
    String studyId = "statepaged00";
    add(large(studyId, 2500));
    EvaluationCompleted metrics =
        new SampleStudy("statemetrics", store)
            .finished().stream()
                .filter(EvaluationCompleted.class::isInstance)
                .map(EvaluationCompleted.class::cast)
                .findFirst()
                .orElseThrow();
    for (int i = 0; i < 40; i++) {
      add(
          new EvaluationCompleted(
              studyId, cell(i).cellId(), metrics.evaluationKey(), metrics.metrics(), null));
    }
    add(failure(studyId, cell(41)));
    QuarkusTransaction.requiringNew().run(() -> log.progress(progress(studyId, cell(2400)), 1));
    // Whoever reads an event of a cell that is done gets an error.
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(
          """
          update study_event
          set payload = json_build_object('evaluationKey', payload::json ->> 'evaluationKey')::text
          where study_id = 'statepaged00' and type = 'EVALUATION_COMPLETED'
          """);
    }
    given().get("/studies/" + studyId + "/report.csv").then().statusCode(500);

    given()
        .get("/studies/" + studyId + "?limit=5&offset=40")
        .then()
        .statusCode(200)
        .body("total", equalTo(2500))
        .body("matching", equalTo(2500))
        .body("done", equalTo(40))
        .body("failed", equalTo(1))
        .body("state", equalTo("running"))
        .body(
            "cells.cellId",
            equalTo(IntStream.range(40, 45).mapToObj(i -> cell(i).cellId()).toList()))
        .body("cells.state", equalTo(List.of("pending", "failed", "pending", "pending", "pending")))
        .body("cells[1].reason", containsString("its machine is gone"));
    given()
        .get("/studies/" + studyId + "?state=running,failed")
        .then()
        .statusCode(200)
        .body("matching", equalTo(2))
        .body("cells.state", equalTo(List.of("failed", "running")))
        .body("cells[1].seeds[0].epoch", equalTo(3));
    given()
        .get("/studies/" + studyId + "?state=pending&limit=5000")
        .then()
        .statusCode(200)
        .body("matching", equalTo(2458))
        .body("cells", hasSize(2458));
    given()
        .get("/studies")
        .then()
        .statusCode(200)
        .body("findAll { it.studyId == 'statepaged00' }.done", hasItem(40))
        .body("findAll { it.studyId == 'statepaged00' }.state", hasItem("running"));

    add(new StudyCancelRequested(studyId));
    given()
        .get("/studies/" + studyId + "?state=cancelled&limit=1&offset=2457")
        .then()
        .statusCode(200)
        .body("state", equalTo("cancelled"))
        .body("matching", equalTo(2459))
        .body("cells.cellId", equalTo(List.of(cell(2498).cellId())));
  }

  @Test
  void everyPageTogetherIsTheWholeStudyInItsOrder() {
    String studyId = "statewhole00";
    StudySubmitted study = large(studyId, 1203);
    add(study);

    List<String> ids = new ArrayList<>();
    for (int offset = 0; offset < 1203; offset += 400) {
      ids.addAll(
          given()
              .get("/studies/%s?limit=400&offset=%d".formatted(studyId, offset))
              .then()
              .statusCode(200)
              .extract()
              .jsonPath()
              .getList("cells.cellId"));
    }

    assertThat(ids).isEqualTo(study.cells().stream().map(Cell::cellId).toList());
    given().get("/studies/" + studyId).then().body("cells", hasSize(WantedCells.USUAL));
  }

  @Test
  void tableForProgramsIsTheSameWrittenSomeRowsAtATime() {
    String studyId = "statetable00";
    StudySubmitted study = large(studyId, 1203);
    add(study);
    SampleStudy sample = new SampleStudy("statetablex0", store);
    for (AssayEvent event : sample.finished()) {
      if (event instanceof EvaluationCompleted metrics && metrics.supersedes() == null) {
        for (int i : new int[] {700, 701, 1202}) {
          add(
              new EvaluationCompleted(
                  studyId, cell(i).cellId(), metrics.evaluationKey(), metrics.metrics(), null));
        }
      }
    }
    add(failure(studyId, cell(3)));

    String whole =
        Format.CSV.render(ReportAssembly.report(log.history(studyId), results).orElseThrow());

    assertThat(whole).contains("majority class", ",failed,", ",pending,");
    assertThat(given().get("/studies/" + studyId + "/report.csv").then().extract().asString())
        .isEqualTo(whole);
    assertThat(given().get("/studies/" + studyId + "/report.json").then().extract().asString())
        .isEqualTo(
            Format.JSON.render(ReportAssembly.report(log.history(studyId), results).orElseThrow()));
  }

  @Test
  void onlyTheTableForProgramsIsMadeOfMoreCellsThanADocumentTakes() {
    String studyId = "statehuge000";
    add(large(studyId, 2001));

    for (String document :
        List.of("report.tex", "report.json", "report.pdf", "report.html", "export.zip", "files")) {
      given()
          .get("/studies/" + studyId + "/" + document)
          .then()
          .statusCode(422)
          .body("detail", containsString("has 2001 cells"))
          .body("detail", containsString("at most 2000"))
          .body("detail", containsString("report.csv"));
    }
    given()
        .accept("text/html")
        .get("/view/" + studyId)
        .then()
        .statusCode(422)
        .contentType("text/html")
        .body(containsString("at most 2000"));
    given().get("/view/" + studyId + "/events").then().statusCode(422);
    String table = given().get("/studies/" + studyId + "/report.csv").then().extract().asString();
    assertThat(table.lines()).hasSize(2002);
    given().get("/studies/" + studyId + "?offset=2000").then().body("cells", hasSize(1));
    given().get("/").then().statusCode(200);
  }

  @Test
  void refusesAPageThatCannotBe() {
    add(large("stateasked00", 1));
    for (String question :
        List.of("limit=0", "limit=5001", "offset=-1", "state=ready", "state=,")) {
      given()
          .get("/studies/stateasked00?" + question)
          .then()
          .statusCode(400)
          .body("detail", containsString(question.startsWith("state") ? "pending" : "limit"));
    }
    given()
        .get("/studies/stateasked00?offset=7")
        .then()
        .statusCode(200)
        .body("total", equalTo(1))
        .body("cells", hasSize(0));
  }
}
