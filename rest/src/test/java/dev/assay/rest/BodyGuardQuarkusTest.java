// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(BodyGuardQuarkusTest.Strict.class)
class BodyGuardQuarkusTest {
  private static final int MOST = 3;

  /** Limits that a test reaches. */
  public static final class Strict implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "assay.rest.bodies",
          Integer.toString(MOST),
          "assay.rest.body-grace",
          "1s",
          "quarkus.http.test-port",
          "0");
    }
  }

  @TestHTTPResource("/")
  URI service;

  @Test
  void connectionsOfSlowBodiesAreClosedAndFreeTheirPlaces() throws IOException {
    for (String headers : List.of("Content-Length: 100000\r\n", "Transfer-Encoding: chunked\r\n")) {
      List<Socket> slow = new ArrayList<>();
      for (int i = 0; i < MOST; i++) {
        slow.add(SentBody.to(service, headers, "1\r\nx\r\n"));
      }
      for (Socket socket : slow) {
        try (socket) {
          assertThat(SentBody.answer(socket)).isEmpty();
        }
      }
      given()
          .contentType("application/json")
          .body("{}")
          .post("/failing/changed")
          .then()
          .statusCode(200);
    }
  }

  @Test
  void anAverageIsExpectedAfterTheGrace() {
    Duration grace = Duration.ofSeconds(30);
    assertThat(BodyGuard.isTooSlow(0, Duration.ofSeconds(30), grace, 1024)).isFalse();
    assertThat(BodyGuard.isTooSlow(1023, Duration.ofSeconds(31), grace, 1024)).isTrue();
    assertThat(BodyGuard.isTooSlow(1024, Duration.ofSeconds(31), grace, 1024)).isFalse();
    // 100 MB at first permit a pause of a day.
    assertThat(BodyGuard.isTooSlow(100_000_000, Duration.ofDays(1), grace, 1024)).isFalse();
  }
}
