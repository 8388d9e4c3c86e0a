// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import dev.assay.contracts.Part;
import dev.assay.contracts.event.EvaluationCompleted;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.file.Predictions;
import dev.assay.embedded.WithCallers;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithCallers.class)
class CellResourceQuarkusTest extends EvaluationServiceTest {

  @Test
  void evaluatesStoredPredictionsWithOtherSettings() {
    StudyFixture fixture = fixture("otherwise", "otherwise");
    String evaluations = "/cells/" + fixture.cellId() + "/evaluations?study=otherwise";
    sayInOrder(events(fixture, "sd1"));
    authorized().body("{}").post(evaluations).then().statusCode(409);
    bench.say(fixture.predictions().get(1));
    EvaluationCompleted announced = completed(1, "otherwise").getFirst();

    String location =
        authorized()
            .body("{resamples: 300, unit: image, method: bca, confidence: 0.9}")
            .post(evaluations)
            .then()
            .statusCode(202)
            .extract()
            .header("Location");

    await().atMost(PATIENCE).until(() -> "DONE".equals(authorized().get(location).path("state")));
    authorized()
        .get(location + "?metrics=accuracy,auroc")
        .then()
        .body("result.plan.resamples", equalTo(300))
        .body("result.plan.method", equalTo("bca"))
        .body("result.test.name", contains("accuracy", "auroc"));
    authorized().get(location + "?metrics=beauty").then().statusCode(404);
    // what the study has announced stays
    authorized()
        .get("/cells/" + fixture.cellId() + "/metrics?study=otherwise")
        .then()
        .body("evaluationKey", equalTo(announced.evaluationKey()))
        .body("metrics.plan.resamples", equalTo(500));
    assertThat(bench.matching(m -> is(m, EventType.EVALUATION_COMPLETED, "otherwise"))).hasSize(1);
  }

  @Test
  void refusesOtherSettingsThatAreNone() {
    StudyFixture fixture = fixture("unsettled", "unsettled");
    sayInOrder(List.of(fixture.study()));
    String evaluations = "/cells/" + fixture.cellId() + "/evaluations?study=unsettled";

    authorized()
        .body("{resamples: 3, unit: pixel}")
        .post(evaluations)
        .then()
        .statusCode(422)
        .body("faults", hasSize(2));
    authorized().body("{pairs: all}").post(evaluations).then().statusCode(422);
    authorized().body("{}").post("/cells/none/evaluations").then().statusCode(404);
    authorized().get("/evaluations/none").then().statusCode(404);
  }

  @Test
  void drawsTheCurvesOfOneSeedOrOfAllTogether() {
    StudyFixture fixture = fixture("curved", "curved");
    String curves = "/cells/" + fixture.cellId() + "/curves?study=curved";
    sayInOrder(events(fixture, "sd12"));
    List<Predictions.Row> rows = fixture.rows(Part.TEST, 1).rows();
    double lowest = rows.stream().mapToDouble(r -> r.probabilities()[1]).min().orElseThrow();

    authorized()
        .get(curves + "&seed=1")
        .then()
        .statusCode(200)
        .body("curves.label", contains("NORMAL", "PNEUMONIA"))
        .body("curves[1].positives", equalTo(76))
        .body("curves[1].points[-1].threshold", closeTo(lowest, 1e-6))
        .body("curves[1].points[-1].recall", equalTo(1.0))
        .body("curves[1].points[-1].specificity", equalTo(0.0))
        .body("curves[1].points.size()", lessThanOrEqualTo(rows.size()))
        .body("calibration.size()", greaterThan(1));
    authorized().get(curves).then().statusCode(200).body("$", not(hasKey("seed")));
    authorized().get(curves + "&part=validation").then().body("curves[1].positives", equalTo(30));
    authorized().get(curves + "&part=training").then().statusCode(404);
    authorized().get(curves + "&seed=9").then().statusCode(404);
  }
}
