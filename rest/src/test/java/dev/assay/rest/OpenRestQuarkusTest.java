// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(OpenRestQuarkusTest.WithEmptyToken.class)
class OpenRestQuarkusTest {
  /** What Compose passes on where no token was given. */
  public static final class WithEmptyToken implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "ASSAY_TOKEN",
          "",
          "ASSAY_HOSTS",
          "a.example, lab.example",
          "quarkus.http.test-port",
          "0");
    }
  }

  @Test
  void isOpenWithoutAToken() {
    given().get("/failing/absent").then().statusCode(404);
    given().auth().preemptive().basic("assay", "any").get("/failing/absent").then().statusCode(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "evil.example:8085",
        "127.0.0.1.evil.example",
        "localhost.evil.example:80",
        "10.0.0.7",
        "[::2]:8085",
        "0.0.0.0:8085"
      })
  void answersToNoOtherHostWithoutAToken(String host) {
    given()
        .header("Host", host)
        .get("/failing/absent")
        .then()
        .statusCode(403)
        .contentType(Problem.MEDIA_TYPE)
        .body("detail", containsString("'" + host + "'"))
        .body("detail", containsString("ASSAY_HOSTS"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "127.3.2.1:99",
        "LOCALHOST:8085",
        "[::1]",
        "[::1]:8085",
        "Lab.example"
      })
  void answersToLoopbackNamesAndThoseThatAreSet(String host) {
    given().header("Host", host).get("/failing/absent").then().statusCode(404);
  }
}
