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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@QuarkusTest
@TestProfile(ManyBodiesQuarkusTest.Strict.class)
class ManyBodiesQuarkusTest {
  private static final int MOST = 3;

  /** Few bodies at a time, and slow ones are patiently waited for. */
  public static final class Strict implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "assay.rest.bodies",
          Integer.toString(MOST),
          "assay.rest.body-grace",
          "10m",
          "quarkus.http.test-port",
          "0");
    }
  }

  @TestHTTPResource("/")
  URI service;

  @Test
  @Timeout(60)
  void moreBodiesThanTheLimitAreAskedToTryAgainWhileOthersAreAnswered() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      // A slow one that arrives beside another request may be refused itself, so there may be more.
      String refused = "";
      while (!refused.contains(" 503 ")) {
        slow.add(SentBody.to(service, "Content-Length: 100000\r\n", "x"));
        try (Socket next =
            SentBody.to(service, "Content-Length: 2\r\nConnection: close\r\n", "{}")) {
          refused = SentBody.answer(next);
        }
      }
      assertThat(refused)
          .startsWith("HTTP/1.1 503 ")
          .contains("3 requests with a body", "retry-after: 2");
      given().get("/failing/absent").then().statusCode(404);
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }
}
