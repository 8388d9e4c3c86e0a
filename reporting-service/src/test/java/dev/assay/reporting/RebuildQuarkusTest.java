// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.event.AssayEvent;
import dev.assay.reporting.render.Format;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(StackOfReporting.class)
class RebuildQuarkusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject ArtifactStore store;
  @Inject EventSender sender;
  @Inject DataSource database;

  private String report(String studyId, Format format) {
    return given().get("/studies/" + studyId + "/report." + format.extension()).asString();
  }

  private Map<Format, String> reports(String studyId) {
    Map<Format, String> reports = new EnumMap<>(Format.class);
    for (Format format : Format.values()) {
      reports.put(format, report(studyId, format));
    }
    return reports;
  }

  private long count(String query) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("select count(*) from " + query)) {
      found.next();
      return found.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private int send(String studyId) {
    List<AssayEvent> events = new SampleStudy(studyId, store).finished();
    events.forEach(sender::send);
    await()
        .atMost(PATIENCE)
        .until(() -> count("study_event where study_id = '" + studyId + "'") >= events.size());
    return events.size();
  }

  @Test
  void endsInTheSameReportsWhateverTheTablesHad() throws SQLException {
    int events = send("rebuilt00001");
    Map<Format, String> before = reports("rebuilt00001");
    String list = given().get("/studies").asString();
    execute("delete from study_event where type <> 'STUDY_SUBMITTED'");
    execute("update study_event set recorded_at = now() - interval '3 years'");
    assertThat(reports("rebuilt00001")).isNotEqualTo(before);

    given()
        .noContentType()
        .post("/rebuilds/reporting-service")
        .then()
        .statusCode(200)
        .body("records", greaterThanOrEqualTo(events));

    assertThat(reports("rebuilt00001")).isEqualTo(before);
    assertThat(given().get("/studies").asString()).isEqualTo(list);
    assertThat(count("rebuild where ended_at is null")).isZero();
  }

  @Test
  void goesOnWithARebuildThatWasInterruptedAndLosesNoEventThatComesMeanwhile() throws SQLException {
    send("rebuilt00002");
    Map<Format, String> before = reports("rebuilt00002");
    // The service was killed when it had emptied its tables and read some of the records.
    execute("truncate table inbox, study_event, study_state, cell_state");
    execute("insert into rebuild default values");
    send("rebuilt00003");

    given().noContentType().post("/rebuilds/reporting-service").then().statusCode(200);

    assertThat(reports("rebuilt00002")).isEqualTo(before);
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(
                        report("rebuilt00003", Format.CSV).replace("rebuilt00003", "rebuilt00002"))
                    .isEqualTo(before.get(Format.CSV)));
    assertThat(count("(select event_id from study_event group by 1 having count(*) > 1) twice"))
        .isZero();
  }

  @Test
  void isOfThisServiceAlone() {
    given()
        .noContentType()
        .post("/rebuilds/no-service")
        .then()
        .statusCode(404)
        .body("detail", containsString("reporting-service, not no-service"));
  }
}
