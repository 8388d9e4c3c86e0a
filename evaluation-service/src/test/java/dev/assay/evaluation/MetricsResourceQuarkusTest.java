// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;

import dev.assay.contracts.Hash;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.file.MetricsFile;
import dev.assay.embedded.WithCallers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithCallers.class)
class MetricsResourceQuarkusTest extends EvaluationServiceTest {

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
            closeTo(metrics.metrics().test("accuracy").point(), 1e-12));
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
  }
}
