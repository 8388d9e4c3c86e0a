// SPDX-License-Identifier: Apache-2.0
package dev.assay.training;

import static dev.assay.training.StudyFixture.cell;
import static dev.assay.training.StudyFixture.split;
import static dev.assay.training.StudyFixture.study;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.event.EventType;
import dev.assay.contracts.event.ModelTrained;
import dev.assay.embedded.EventBench;
import dev.assay.embedded.StackTestResource;
import dev.assay.embedded.WithCallers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithCallers.class)
@QuarkusTestResource(
    value = StackTestResource.class,
    initArgs = @ResourceArg(name = "service", value = "training"))
@QuarkusTestResource(FakeTrainerLib.class)
class RebuildQuarkusTest {
  private static final String ROWS =
      """
      select string_agg(r::text, ';' order by r::text) from (
        select 'study', study_id, payload, cancelled, paused from study
        union all select 'split', study_id, payload, false, false from split
        union all select 'run', run_key, models, false, false from run
        union all select 'work', work_key, state || attempt, false, false from work) r
      """;

  @ConfigProperty(name = "kafka.bootstrap.servers")
  String brokers;

  @Inject ArtifactStore store;
  @Inject DataSource database;

  @BeforeAll
  static void signIn() {
    RestAssured.authentication = RestAssured.preemptive().basic("assay", WithCallers.TOKEN);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private String text(String query) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      found.next();
      return found.getString(1);
    }
  }

  @Test
  void addsWhatIsMissingAndTrainsNothingTwice() throws Exception {
    try (EventBench bench = new EventBench(brokers, EventType.MODEL_TRAINED.topic())) {
      bench.say(study("rebuilt", cell("steady", false), 1L));
      bench.say(split(store, "rebuilt", "rebuilt images"));
      bench.await(1, ModelTrained.class, "rebuilt");
      bench.say(study("rebuilt-paused", cell("steady", false), 2L));
      bench.say(split(store, "rebuilt-paused", "other images"));
      bench.await(1, ModelTrained.class, "rebuilt-paused");
      execute("update study set paused = true where study_id = 'rebuilt-paused'");
      String before = text(ROWS);
      execute("delete from split");
      execute("delete from study where study_id = 'rebuilt'");
      execute("update study set payload = '{}' where study_id = 'rebuilt-paused'");

      given().noContentType().post("/rebuilds/training-service").then().statusCode(200);

      assertThat(text(ROWS)).isEqualTo(before);
      assertThat(text("select count(*) from outbox where message_key = 'rebuilt'")).isEqualTo("1");
    }
  }
}
