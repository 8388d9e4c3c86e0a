// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.forwarding;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.event.ErasureConfirmed;
import dev.assay.contracts.event.ErasureRequested;
import dev.assay.contracts.event.ErasureRequested.ErasedStudy;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.reporting.EventSender;
import dev.assay.reporting.SampleStudy;
import dev.assay.reporting.StackOfReporting;
import dev.assay.reporting.Studies;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Erasures as the entry ends them: over all services, the broker, the database and the store. */
@QuarkusTest
@TestProfile(ErasureQuarkusTest.AtOnce.class)
@QuarkusTestResource(value = StackOfReporting.class, restrictToAnnotatedClass = true)
@QuarkusTestResource(value = OtherServices.class, restrictToAnnotatedClass = true)
class ErasureQuarkusTest {
  /** Nothing is too young. */
  public static final class AtOnce implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "assay.erasure.every", "1s",
          "assay.erasure.grace", "0s",
          "assay.erasure.pause", "0s",
          "assay.gc.every", "0s");
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> SERVICES =
      List.of("data", "training", "inference", "evaluation");

  OtherServices others;

  @Inject ArtifactStore store;
  @Inject EventSender sender;
  @Inject Studies studies;
  @Inject DataSource database;

  private void answer(String service, int status, String body) {
    others.answer(service, OtherServices.text(status, "text/plain", body));
  }

  private ArtifactRef put(String text) {
    return store.put(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "text/plain");
  }

  private void submitted(String study) {
    new SampleStudy(study, store).finished().forEach(sender::send);
    await().atMost(PATIENCE).until(() -> studies.isKnown(study));
  }

  private void request(String erasure, String... withdrawn) {
    sender.send(
        new ErasureRequested(
            erasure,
            "study",
            "alice",
            "2026-12-01T22:04:05Z",
            Stream.of(withdrawn)
                .map(study -> new ErasedStudy(study, "phantom-study", "2026-12-01T20:00:00Z"))
                .toList(),
            List.of(Hash.ofText("a version"))));
  }

  private void confirm(String erasure, String service, String... files) {
    sender.send(
        ErasureConfirmed.of(erasure, service + "-service", Map.of("image", 3), List.of(files)));
  }

  private void awaitState(String erasure, String state) {
    await()
        .atMost(PATIENCE)
        .ignoreExceptions()
        .until(() -> state.equals(given().get("/erasures/" + erasure).path("state")));
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
  void removesWhatNobodyElseHasAndWritesTheReceiptDown() throws Exception {
    SERVICES.forEach(service -> answer(service, 200, "end\n"));
    submitted("withdrawn001");
    submitted("withdrawn002");
    ArtifactRef manifest =
        new SampleStudy("withdrawn001", store)
            .finished().stream()
                .filter(ModelTrained.class::isInstance)
                .map(event -> ((ModelTrained) event).manifest())
                .findFirst()
                .orElseThrow();
    ArtifactRef own = put("pixels that one study alone has");
    ArtifactRef elsewhere = put("pixels that another service refers to");
    answer("data", 200, elsewhere.sha256() + "\nend\n");
    answer("training", 503, "the database is away");

    request("erasure00001", "withdrawn001");
    awaitState("erasure00001", "removing");
    given()
        .get("/erasures/erasure00001")
        .then()
        .statusCode(200)
        .body("receipt", nullValue())
        .body("waitsFor", hasItems("data-service", "training-service"))
        .body("waitsFor", not(hasItem("reporting-service")));
    for (String service : SERVICES) {
      // Twice, as a broker may deliver it.
      confirm("erasure00001", service, own.sha256(), elsewhere.sha256());
      confirm("erasure00001", service, own.sha256(), elsewhere.sha256());
    }
    await()
        .atMost(PATIENCE)
        .until(() -> given().get("/erasures/erasure00001").<List<?>>path("waitsFor").isEmpty());
    assertThat(store.isIntact(own)).as("a service does not say what it needs").isTrue();
    given().get("/erasures/erasure00001").then().body("state", equalTo("removing"));
    answer("training", 200, "end\n");
    awaitState("erasure00001", "ended");

    assertThat(store.isIntact(own)).isFalse();
    assertThat(store.isIntact(elsewhere)).isTrue();
    assertThat(store.isIntact(manifest)).as("the other study has it, too").isTrue();
    String hash =
        given()
            .get("/erasures/erasure00001")
            .then()
            .body("waitsFor", empty())
            .body("by", equalTo("alice"))
            .body("receipt.files", equalTo(1))
            .body("receipt.hashes", contains(Hash.ofText("a version")))
            .body("receipt.studies.study", contains("withdrawn001"))
            .body(
                "receipt.services.find { it.service == 'data-service' }.removed[0].count",
                equalTo(3))
            .extract()
            .path("receiptSha256");
    await().atMost(PATIENCE).until(() -> count("audit where path = '/erasures/erasure00001'") >= 1);
    given()
        .get("/audit")
        .then()
        .body(
            "find { it.method == 'ERASED' && it.path == '/erasures/erasure00001' }.outcome",
            equalTo("receipt " + hash));
    given().get("/audit/check").then().body("broken", nullValue());

    isWithdrawn("withdrawn001");
    given().get("/studies/withdrawn002/report.csv").then().statusCode(200);

    // What the topics still have does not come back.
    given().noContentType().post("/rebuilds/reporting-service").then().statusCode(200);
    isWithdrawn("withdrawn001");
    new SampleStudy("withdrawn001", store).failed().forEach(sender::send);
    given().get("/studies/withdrawn002/report.csv").then().statusCode(200);
    submitted("after-erased1");
    isWithdrawn("withdrawn001");

    request("erasure00002", "withdrawn002", "after-erased1");
    for (String service : SERVICES) {
      confirm("erasure00002", service);
    }
    awaitState("erasure00002", "ended");
    assertThat(store.isIntact(manifest)).as("the last study that had it is erased").isFalse();
    await().atMost(PATIENCE).until(() -> count("audit where method = 'ERASED'") == 2);
  }

  private void isWithdrawn(String study) throws SQLException {
    given()
        .get("/studies/" + study)
        .then()
        .statusCode(200)
        .body("state", equalTo("data-withdrawn"))
        .body("notes[0]", containsString("data withdrawn at 2026-12-01T22:04:05Z"));
    given()
        .get("/studies")
        .then()
        .body("find { it.studyId == '%s' }.state".formatted(study), equalTo("data-withdrawn"));
    given()
        .get("/studies/" + study + "/report.csv")
        .then()
        .statusCode(410)
        .body("detail", containsString("data withdrawn"));
    given().get("/studies/" + study + "/export.zip").then().statusCode(410);
    given()
        .header("Accept", "text/html")
        .get("/view/" + study)
        .then()
        .statusCode(410)
        .body(containsString("data withdrawn"));
    assertThat(count("study_event where study_id = '" + study + "'")).isZero();
    assertThat(count("run_progress where study_id = '" + study + "'")).isZero();
  }

  @Test
  void knowsNoOtherErasure() {
    given().get("/erasures/nothing").then().statusCode(404);
  }
}
