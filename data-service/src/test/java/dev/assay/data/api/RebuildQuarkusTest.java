// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.MediaTypes;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.contracts.event.CellFailed;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.data.Given;
import dev.assay.data.Stack;
import dev.assay.data.Topics;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@QuarkusTest
@Stack
class RebuildQuarkusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;
  @Inject DataSource database;

  private static EvaluationCompleted completed(String study, String cell) {
    return new EvaluationCompleted(
        study,
        cell,
        Hash.ofText(study + cell),
        ArtifactRef.of(Hash.ofText("metrics"), 7, MediaTypes.METRICS),
        null);
  }

  private static CellFailed failed(String study, String cell) {
    return new CellFailed(study, cell, null, null, "training", "lost", Actor.OPERATOR);
  }

  private static String submitted(String name, String dataset) {
    return Given.submitted(Given.study(name, dataset)).statusCode(201).extract().path("studyId");
  }

  private static List<String> cells(String study) {
    return given().get("/studies/" + study).then().extract().path("cells.cellId");
  }

  private static String view(String study) {
    return given().get("/studies/" + study).asString();
  }

  private static void awaitField(String study, String field, String value) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> given().get("/studies/" + study).then().body(field, equalTo(value)));
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private long count(String query) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select count(*) from " + query)) {
      found.next();
      return found.getLong(1);
    }
  }

  @Test
  void findsStatesAnewAndKeepsWhatNoTopicHas() throws Exception {
    Given.phantoms(folder, 291);
    Given.registered("rebuilt", "kermany", folder).statusCode(201);
    String erasure =
        given()
            .contentType("application/json")
            .body(Map.of("subject", "patient", "dataset", "rebuilt", "patient", "person4"))
            .post("/erasures")
            .then()
            .statusCode(202)
            .extract()
            .path("erasure");
    Topics.events(ErasureConfirmed.class, erasure, 1);
    String done = submitted("rebuilt-done", "rebuilt");
    String running = submitted("rebuilt-running", "rebuilt");
    String cancelled = submitted("rebuilt-cancelled", "rebuilt");
    cells(done).forEach(cell -> Topics.send(completed(done, cell)));
    awaitField(done, "state", "done");
    // Late, and of no effect: a rebuild that reads this topic first must not tell of a failure.
    Topics.send(failed(done, cells(done).get(1)));
    Topics.send(failed(running, cells(running).get(0)));
    awaitField(running, "cells[0].state", "failed");
    given().noContentType().post("/studies/" + cancelled + "/cancel").then().statusCode(200);
    List<String> before = List.of(view(done), view(running), view(cancelled));
    String dataset = given().get("/datasets/rebuilt").asString();
    execute("update study_cell set state = 'FAILED', reason = 'damaged'");
    execute("update study set state = 'RUNNING' where study_id = '" + done + "'");
    execute("update study set state = 'DONE', ended_at = now() where study_id = '" + running + "'");

    given()
        .noContentType()
        .post("/rebuilds/data-service")
        .then()
        .statusCode(200)
        .body("records", greaterThanOrEqualTo(4));

    assertThat(List.of(view(done), view(running), view(cancelled))).isEqualTo(before);
    assertThat(given().get("/datasets/rebuilt").asString()).isEqualTo(dataset);
    Given.registered("rebuilt", "kermany", folder).statusCode(201).body("images", equalTo(78));
    assertThat(Topics.events(StudyFinished.class, done, 1)).hasSize(1);
    assertThat(count("outbox where message_key = '" + done + "' and topic like '%finished%'"))
        .isOne();
    assertThat(count("outbox where message_key = '" + running + "' and topic like '%finished%'"))
        .isZero();
  }

  @Test
  void endsInTheSameStateWhateverTheOrderAndNumberOfEvents() throws Exception {
    Given.phantoms(folder, 292);
    Given.registered("in-any-order", "kermany", folder).statusCode(201);
    for (long seed = 1; seed <= 4; seed++) {
      String study = submitted("in-any-order-" + seed, "in-any-order");
      List<String> cells = cells(study);
      List<AssayEvent> events = new ArrayList<>();
      events.add(failed(study, cells.get(0)));
      events.add(completed(study, cells.get(0)));
      events.add(failed(study, cells.get(1)));
      events.addAll(List.copyOf(events));
      Collections.shuffle(events, new Random(seed));

      events.forEach(Topics::send);

      awaitField(study, "state", "failed-cells");
      awaitField(study, "cells[0].state", "done");
      awaitField(study, "cells[1].state", "failed");
      awaitField(study, "cells[1].reason", "lost");
    }
  }
}
