// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import static io.restassured.RestAssured.given;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OpenRestQuarkusTest.WithEmptyToken.class)
class OpenRestQuarkusTest {
  /** What Compose passes on where no token was given. */
  public static final class WithEmptyToken implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("ASSAY_TOKEN", "", "quarkus.http.test-port", "0");
    }
  }

  @Test
  void isOpenWithoutAToken() {
    given().get("/failing/absent").then().statusCode(404);
    given().auth().preemptive().basic("assay", "any").get("/failing/absent").then().statusCode(404);
  }
}
