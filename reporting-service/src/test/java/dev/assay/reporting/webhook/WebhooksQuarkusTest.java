// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.webhook;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.contracts.Json;
import dev.assay.contracts.event.StudyCancelRequested;
import dev.assay.contracts.event.StudyFinished;
import dev.assay.reporting.EventSender;
import dev.assay.reporting.StackOfReporting;
import dev.assay.reporting.webhook.Receiver.Request;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** With a receiver on the loopback interface. */
@QuarkusTest
@WithTestResource(StackOfReporting.class)
@WithTestResource(Receiver.class)
class WebhooksQuarkusTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject EventSender sender;
  @Inject DataSource database;

  @BeforeEach
  void listen() {
    Receiver.REQUESTS.clear();
    Receiver.BUSY.set(0);
  }

  private static List<Request> requests(int atLeast) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(Receiver.REQUESTS).hasSizeGreaterThanOrEqualTo(atLeast));
    return List.copyOf(Receiver.REQUESTS);
  }

  @Test
  void sendsSignedEventOnce() {
    StudyFinished finished = finished("bbbbbbbbbbb1");
    // Not among those that are wanted.
    sender.send(new StudyCancelRequested("bbbbbbbbbbb1"));

    sender.send(finished);
    sender.send(finished);
    StudyFinished last = finished("bbbbbbbbbbb2");
    sender.send(last);

    List<Request> received = requests(2);
    assertThat(received)
        .extracting(Request::id)
        .containsExactly(finished.eventId(), last.eventId());
    Request request = received.getFirst();
    assertThat(request.type()).isEqualTo("application/cloudevents+json");
    long timestamp = Long.parseLong(request.timestamp());
    assertThat(Instant.ofEpochSecond(timestamp))
        .isBetween(Instant.now().minusSeconds(120), Instant.now().plusSeconds(1));
    assertThat(request.signature().split(" "))
        .containsExactly(
            WebhookSecret.of(Receiver.SECRET).sign(request.id(), timestamp, request.body()),
            WebhookSecret.of(Receiver.OLD_SECRET).sign(request.id(), timestamp, request.body()));
    JsonNode event = Json.read(request.body(), JsonNode.class);
    assertThat(event.path("specversion").asText()).isEqualTo("1.0");
    assertThat(event.path("id").asText()).isEqualTo(finished.eventId());
    assertThat(event.path("type").asText()).isEqualTo("dev.assay.study-finished.v1");
    assertThat(event.path("subject").asText()).isEqualTo("bbbbbbbbbbb1");
    assertThat(Json.read(event.path("data").toString(), StudyFinished.class)).isEqualTo(finished);
  }

  @Test
  void repeatsMessageWithTheSameIdUntilSuccess() {
    Receiver.BUSY.set(2);

    sender.send(finished("bbbbbbbbbbb3"));

    List<Request> attempts = requests(3);
    assertThat(attempts).extracting(Request::id).containsOnly(attempts.getFirst().id());
    assertThat(attempts).extracting(Request::body).containsOnly(attempts.getFirst().body());
    sender.send(finished("bbbbbbbbbbb4"));
    assertThat(requests(4)).hasSize(4);
  }

  @Test
  void failsPermanentlyAfterLastAttemptAndContinues() {
    Receiver.BUSY.set(4);
    sender.send(finished("bbbbbbbbbbb5"));
    List<Request> attempts = requests(4);

    sender.send(finished("bbbbbbbbbbb6"));

    List<Request> all = requests(5);
    assertThat(all).hasSize(5);
    assertThat(all.subList(0, 4)).extracting(Request::id).containsOnly(attempts.getFirst().id());
    assertThat(all.get(4).id()).isEqualTo(finished("bbbbbbbbbbb6").eventId());
  }

  @Test
  void aRebuildTellsNobodyAgain() throws SQLException {
    StudyFinished before = finished("bbbbbbbbbbb7");
    sender.send(before);
    requests(1);
    // Long ago: the deliveries have expired.
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      await()
          .atMost(PATIENCE)
          .until(
              () -> statement.executeUpdate("delete from work_demand where state = 'settled'") > 0);
      statement.executeUpdate("delete from work where state = 'done'");
    }

    given().noContentType().post("/rebuilds/reporting-service").then().statusCode(200);
    StudyFinished after = finished("bbbbbbbbbbb8");
    sender.send(after);

    assertThat(requests(2))
        .extracting(Request::id)
        .containsExactly(before.eventId(), after.eventId());
  }

  private static StudyFinished finished(String studyId) {
    return new StudyFinished(studyId, StudyFinished.Outcome.DONE, 1, 0);
  }
}
