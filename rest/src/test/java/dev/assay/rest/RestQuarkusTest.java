// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(RestQuarkusTest.WithToken.class)
class RestQuarkusTest {
  /** A stack with a secret. */
  public static final class WithToken implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "ASSAY_TOKEN",
          "a-token",
          "ASSAY_ORIGINS",
          "https://lab.example",
          "quarkus.http.test-port",
          "0");
    }
  }

  private static RequestSpecification as(String user, String token) {
    return given().auth().preemptive().basic(user, token);
  }

  @Test
  void reportsEveryFault() {
    as("assay", "a-token")
        .get("/failing/faults")
        .then()
        .statusCode(422)
        .contentType(Problem.MEDIA_TYPE)
        .body("title", equalTo("Unprocessable Content"))
        .body("detail", equalTo("2 faults were found"))
        .body("actor", equalTo("user"))
        .body("faults", hasSize(2))
        .body("faults[0].field", equalTo("datasets[0].layout"))
        .body("faults[0].value", equalTo("x"))
        .body("faults[1].message", equalTo("is missing"));
  }

  /** Records that were set aside have such points; three services could not list them. */
  @Test
  void writesPointsInTimeAndLeavesOutWhatIsAbsent() {
    as("assay", "a-token")
        .get("/failing/not/at")
        .then()
        .statusCode(200)
        .body(equalTo("{\"at\":\"1970-01-01T00:00:00Z\"}"));
  }

  @Test
  void passesOnTheReasonOfARefusal() {
    as("assay", "a-token")
        .get("/failing/absent")
        .then()
        .statusCode(404)
        .contentType(Problem.MEDIA_TYPE)
        .body("title", equalTo("Not Found"))
        .body("actor", equalTo("user"))
        .body("faults", hasSize(0))
        .body("detail", equalTo("there is no study 'x'"));
    as("assay", "a-token")
        .get("/failing/problem")
        .then()
        .statusCode(400)
        .body("title", equalTo("Bad Request"))
        .body("detail", equalTo("limit must be positive"));
    as("assay", "a-token").get("/no/such/path").then().statusCode(404);
  }

  @Test
  void namesTheNumberOfAQueryThatIsNone() {
    for (String wrong : List.of("abc", "99999999999", "1.5", " ")) {
      as("assay", "a-token")
          .queryParam("limit", wrong)
          .get("/failing/page/3")
          .then()
          .statusCode(400)
          .body("detail", equalTo("limit: '%s' is no number that it can be".formatted(wrong)));
    }
    as("assay", "a-token").queryParam("limit", "").get("/failing/page/3").then().statusCode(200);
    as("assay", "a-token").queryParam("limit", "7").get("/failing/page/3").then().statusCode(200);
    as("assay", "a-token").queryParam("limit", "7").get("/failing/page/x").then().statusCode(404);
  }

  @Test
  void keepsPathsAndCausesOutOfTheAnswer() {
    as("assay", "a-token")
        .get("/failing/store")
        .then()
        .statusCode(503)
        .body("actor", equalTo("operator"))
        .body("detail", containsString("operator"))
        .body("detail", not(containsString("secret")));
    for (String how : List.of("bug", "disk", "checked")) {
      as("assay", "a-token")
          .get("/failing/" + how)
          .then()
          .statusCode(500)
          .contentType(Problem.MEDIA_TYPE)
          .body("actor", equalTo("developer"))
          .body("detail", not(containsString("secret")));
    }
  }

  @Test
  void refusesRequestsWithoutTheToken() {
    given().get("/failing/absent").then().statusCode(401);
    given().urlEncodingEnabled(false).get("/failing/absent;x").then().statusCode(401);
    given().urlEncodingEnabled(false).get("/failing;x/absent").then().statusCode(401);
    given().get("/no/such/path").then().statusCode(401);
    given().options("/failing/absent").then().statusCode(401);
    as("assay", "wrong").get("/failing/absent").then().statusCode(401);
    as("somebody", "a-token").get("/failing/absent").then().statusCode(401);
    as("assay", "").get("/failing/absent").then().statusCode(401);
    as("assay", "a-token ").get("/failing/absent").then().statusCode(401);
    as("assay", "a-token").get("/failing/absent").then().statusCode(404);
  }

  private static RequestSpecification allowed() {
    return as("assay", "a-token").body(new byte[] {1});
  }

  @Test
  void pagesOfOtherOriginsChangeNothing() {
    String own = "http://localhost:" + RestAssured.port;
    for (String origin : List.of("http://evil.example", "null", own + "0", "http://localhost")) {
      allowed()
          .contentType("application/json")
          .header("Origin", origin)
          .post("/failing/changed")
          .then()
          .statusCode(403)
          .contentType(Problem.MEDIA_TYPE)
          .body("actor", equalTo("user"))
          .body("detail", containsString("'" + origin + "'"));
    }
    for (String site : List.of("cross-site", "same-site")) {
      allowed()
          .contentType("application/json")
          .header("Sec-Fetch-Site", site)
          .post("/failing/changed")
          .then()
          .statusCode(403);
    }
    for (String origin : List.of(own, "https://lab.example")) {
      allowed()
          .contentType("application/json")
          .header("Origin", origin)
          .post("/failing/changed")
          .then()
          .statusCode(200);
    }
    as("assay", "a-token")
        .header("Origin", "http://evil.example")
        .get("/failing/absent")
        .then()
        .statusCode(404);
  }

  @Test
  void whatFormsSendChangesNothing() {
    RestAssuredConfig asGiven =
        RestAssuredConfig.config()
            .encoderConfig(
                EncoderConfig.encoderConfig()
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                    .encodeContentTypeAs("text/plain", ContentType.BINARY)
                    .encodeContentTypeAs("application/x-www-form-urlencoded", ContentType.BINARY)
                    .encodeContentTypeAs("multipart/form-data", ContentType.BINARY));
    for (String type :
        List.of(
            "text/plain",
            "Text/Plain;charset=UTF-8",
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x")) {
      allowed()
          .config(asGiven)
          .header("Content-Type", type)
          .post("/failing/changed")
          .then()
          .statusCode(415)
          .contentType(Problem.MEDIA_TYPE)
          .body("detail", containsString("application/json"));
    }
    for (String type : List.of("application/yaml", "application/zip", "image/png")) {
      allowed()
          .config(
              asGiven.encoderConfig(
                  EncoderConfig.encoderConfig().encodeContentTypeAs(type, ContentType.BINARY)))
          .header("Content-Type", type)
          .post("/failing/changed")
          .then()
          .statusCode(200);
    }
  }

  /** Java's own client upgrades to HTTP/2, where some headers are forbidden. */
  @Test
  void refusesOverHttp2AsWell() throws Exception {
    URI address = URI.create("http://localhost:" + RestAssured.port + "/failing/changed");
    try (HttpClient client = HttpClient.newHttpClient()) {
      for (int i = 0; i < 2; i++) {
        HttpResponse<String> response =
            client.send(
                HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/json")
                    .header("Origin", "http://evil.example")
                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("evil.example");
      }
      assertThat(
              client
                  .send(
                      HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                  .version())
          .isEqualTo(HttpClient.Version.HTTP_2);
    }
  }

  @Test
  void everyResponseForbidsFramesGuessedTypesAndCaches() {
    for (String path : List.of("/failing/absent", "/no/such/path", "/failing/bug")) {
      for (RequestSpecification request : List.of(given(), as("assay", "a-token"))) {
        request
            .get(path)
            .then()
            .header("X-Content-Type-Options", "nosniff")
            .header("X-Frame-Options", "DENY")
            .header("Referrer-Policy", "no-referrer")
            .header("Cache-Control", "no-store")
            .header("Content-Security-Policy", containsString("frame-ancestors 'none'"));
      }
    }
  }
}
