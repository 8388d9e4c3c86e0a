// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static io.restassured.RestAssured.given;

import dev.assay.data.Stack;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@Stack
@TestProfile(TokenQuarkusTest.WithToken.class)
class TokenQuarkusTest {
  /** A stack that is reached from elsewhere. */
  public static final class WithToken implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("ASSAY_TOKEN", "a-secret");
    }
  }

  @Test
  void asksForTheTokenExceptForHealthAndDocuments() {
    given().get("/datasets").then().statusCode(401);
    given().get("/studies/x").then().statusCode(401);
    given().noContentType().put("/weights/x.pth").then().statusCode(401);
    given().auth().preemptive().basic("assay", "wrong").get("/datasets").then().statusCode(401);
    given().auth().preemptive().basic("assay", "a-secret").get("/datasets").then().statusCode(200);
    given().get("/q/health/ready").then().statusCode(200);
    given().get("/q/openapi").then().statusCode(200);
    given().get("/q/swagger-ui/").then().statusCode(401);
  }
}
