// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesPattern;

import dev.assay.contracts.Hash;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

@QuarkusTest
@TestProfile(RolesQuarkusTest.WithCallers.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RolesQuarkusTest {
  /** A stack with a caller of each role; their tokens are their names. */
  public static final class WithCallers implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "ASSAY_TOKEN",
          "a-token",
          "ASSAY_CALLERS",
          file().toString(),
          "ASSAY_FAILED_LOGINS",
          "5",
          "assay.rest.failed-logins-loopback",
          "true",
          "quarkus.http.test-port",
          "0");
    }

    private static Path file() {
      try {
        Path file = Files.createTempFile("callers", "");
        file.toFile().deleteOnExit();
        StringBuilder lines = new StringBuilder();
        for (String role : List.of("viewer", "researcher", "operator")) {
          lines.append("%s %s %s\n".formatted("a-" + role, role, Hash.ofText("a-" + role)));
        }
        return Files.writeString(file, lines);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static RequestSpecification as(String name) {
    return given().contentType("application/json").auth().preemptive().basic("assay", name);
  }

  @Test
  @Order(1)
  void lookingIsForAllAndChangingIsNot() {
    as("a-viewer").get("/failing/absent").then().statusCode(404);
    as("a-viewer")
        .post("/failing/changed")
        .then()
        .statusCode(403)
        .contentType(Problem.MEDIA_TYPE)
        .body(
            "detail",
            containsString("this needs the role researcher; a-viewer has the role viewer"));
    for (String name : List.of("a-researcher", "a-operator", "a-token")) {
      as(name).post("/failing/changed").then().statusCode(200);
    }
  }

  @Test
  @Order(1)
  void aRouteWithoutARoleIsForNobody() {
    for (String name : List.of("a-viewer", "a-operator", "a-token")) {
      as(name)
          .delete("/failing")
          .then()
          .statusCode(403)
          .body("detail", containsString("its route says no role"));
    }
  }

  @Test
  @Order(1)
  void namesOfFilesAreForOperators() {
    as("a-researcher").put("/failing").then().statusCode(403);
    as("a-operator").put("/failing").then().statusCode(200);
  }

  @Test
  @Order(1)
  void aForwardedRequestHasTheRoleOfItsCallerAndNobodyElseCanSayWhoTheyAre() {
    as("a-token")
        .header(Caller.HEADER, "viewer alice")
        .post("/failing/changed")
        .then()
        .statusCode(403)
        .body("detail", containsString("alice has the role viewer"));
    as("a-viewer")
        .header(Caller.HEADER, "operator assay")
        .post("/failing/changed")
        .then()
        .statusCode(403);
    for (String header : List.of("admin alice", "viewer", "operator a b", "")) {
      as("a-token").header(Caller.HEADER, header).post("/failing/changed").then().statusCode(403);
    }
  }

  @Test
  @Order(2)
  void afterFiveWrongTokensNoneIsLookedAt() {
    for (int i = 0; i < 5; i++) {
      as("guess-" + i).get("/failing/absent").then().statusCode(401);
    }
    as("a-token")
        .get("/failing/absent")
        .then()
        .statusCode(429)
        .contentType(Problem.MEDIA_TYPE)
        .header("Retry-After", matchesPattern("2\\d\\d|300"))
        .body("detail", containsString("5 wrong tokens came from this address"));
    // Health answers always.
    given().get("/no/such/path").then().statusCode(401);
  }
}
