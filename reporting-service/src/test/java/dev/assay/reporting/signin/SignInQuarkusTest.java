// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.signin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.blankOrNullString;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.assay.embedded.WithCallers;
import dev.assay.reporting.StackOfReporting;
import dev.assay.reporting.forwarding.OtherServices;
import dev.assay.reporting.store.LoginCodes;
import dev.assay.rest.Caller;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithCallers.class)
@WithTestResource(StackOfReporting.class)
@WithTestResource(OtherServices.class)
class SignInQuarkusTest {
  private static final String TOKEN = WithCallers.TOKEN;

  @Inject LoginCodes codes;

  private static RequestSpecification browser() {
    return given().redirects().follow(false).header("Accept", "text/html,*/*;q=0.8");
  }

  private static String link() {
    return given()
        .auth()
        .preemptive()
        .basic("assay", TOKEN)
        .noContentType()
        .post("/login")
        .then()
        .statusCode(200)
        .body("path", matchesPattern("/login/[A-Za-z0-9_-]{32}"))
        .body("secondsValid", equalTo(600))
        .extract()
        .path("path");
  }

  private static String cookie() {
    return "assay-" + RestAssured.port;
  }

  private static String session() {
    return browser().get(link()).then().statusCode(200).extract().cookie(cookie());
  }

  @Test
  void aLinkSignsInOnce() {
    String link = link();

    Response first = browser().get(link);

    first
        .then()
        .statusCode(200)
        .header("Cache-Control", "no-store")
        .header("Content-Security-Policy", containsString("default-src 'none'"))
        .body(containsString("url=/"));
    assertThat(first.getHeader("Set-Cookie"))
        .startsWith(cookie() + "=")
        .contains("HttpOnly", "SameSite=Strict", "Path=/")
        .doesNotContain("Domain");
    browser().cookie(cookie(), first.cookie(cookie())).get("/").then().statusCode(200);
    browser()
        .get(link)
        .then()
        .statusCode(403)
        .header("Set-Cookie", nullValue())
        .body(containsString("was used before or is too old"));
  }

  @Test
  void ofManyWhoFollowTheSameLinkOneIsSignedIn() throws Exception {
    String link = link();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Integer>> visits = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        visits.add(() -> browser().get(link).statusCode());
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> visit : threads.invokeAll(visits)) {
        statuses.add(visit.get());
      }
      assertThat(statuses).hasSize(8).containsOnlyOnce(200).allMatch(s -> s == 200 || s == 403);
    }
  }

  @Test
  void aLinkThatIsTooOldSignsNobodyIn() {
    String code = codes.issue(Caller.STACK, Instant.now().minusSeconds(61), Duration.ofMinutes(1));

    browser().get("/login/" + code).then().statusCode(403).header("Set-Cookie", nullValue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "-"})
  void aCodeThatNobodyIssuedSignsNobodyIn(String code) {
    browser().get("/login/" + code).then().statusCode(403).header("Set-Cookie", nullValue());
  }

  @Test
  void otherMethodsDoNotUseALinkUp() {
    String link = link();

    browser().head(link).then().statusCode(405).header("Set-Cookie", nullValue());
    given().noContentType().post(link).then().statusCode(405);
    given().noContentType().put(link).then().statusCode(405);
    given().delete(link).then().statusCode(405);
    browser().get(link).then().statusCode(200);
  }

  @Test
  void onlyTheTokenGetsALink() {
    given().noContentType().post("/login").then().statusCode(401);
    given()
        .auth()
        .preemptive()
        .basic("assay", "x")
        .noContentType()
        .post("/login")
        .then()
        .statusCode(401);
  }

  @Test
  void withoutASessionAPersonIsLedToTheSignInPage() {
    browser()
        .get("/view/0123456789ab")
        .then()
        .statusCode(302)
        .header("Location", containsString("/sign-in?next=%2Fview%2F0123456789ab"));
    browser()
        .get("/sign-in?next=/view/0123456789ab")
        .then()
        .statusCode(200)
        .body(containsString("next=\"/view/0123456789ab\""))
        .body(containsString("assay open"));
    browser()
        .get("/sign-in?next=https://evil.example")
        .then()
        .body(not(containsString("evil.example")));
  }

  @Test
  void aScriptOfThePageIsAnsweredWithoutAWindowOfTheBrowser() {
    given()
        .header("Sec-Fetch-Site", "same-origin")
        .get("/events")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", nullValue());
    // A program is asked for the token.
    given()
        .get("/events")
        .then()
        .statusCode(401)
        .header("WWW-Authenticate", containsString("asic"));
  }

  @Test
  void aSessionThatNobodyBeganIsNone() {
    String session = session();

    for (String forged : List.of(session + "x", "x" + session, "", "9999999999.x.y")) {
      browser().cookie(cookie(), forged).get("/").then().statusCode(302);
    }
    // The cookie of a stack on another port.
    browser().cookie("assay-1", session).get("/").then().statusCode(302);
    browser().cookie(cookie(), session).get("/").then().statusCode(200);
  }

  @Test
  void theFormTakesTheLinkItsCodeAndTheToken() {
    for (String code :
        List.of(
            TOKEN,
            "http://127.0.0.1:1" + link() + "?next=/view/0123456789ab",
            link(),
            link().substring("/login/".length()))) {
      given()
          .contentType("application/json")
          .body(Map.of("code", code))
          .post("/sign-in")
          .then()
          .statusCode(204)
          .cookie(cookie());
    }
    given()
        .contentType("application/json")
        .body(Map.of("code", "wrong"))
        .post("/sign-in")
        .then()
        .statusCode(403)
        .header("Set-Cookie", nullValue())
        .body("detail", containsString("neither a valid code nor the token"));
    for (String body :
        List.of("", "{", "[]", "{\"code\":\" \"}", "{\"code\":\"" + "x".repeat(9000))) {
      given().contentType("application/json").body(body).post("/sign-in").then().statusCode(400);
    }
  }

  @Test
  void pagesOfOtherSitesCannotActWithASession() {
    String session = session();

    given()
        .cookie(cookie(), session)
        .header("Origin", "http://evil.example")
        .noContentType()
        .post("/studies/0123456789ab/cancel")
        .then()
        .statusCode(403);
    given()
        .cookie(cookie(), session)
        .header("Sec-Fetch-Site", "cross-site")
        .noContentType()
        .post("/sign-out")
        .then()
        .statusCode(403);
    given()
        .cookie(cookie(), session)
        .contentType("application/x-www-form-urlencoded")
        .body("a=b")
        .post("/studies")
        .then()
        .statusCode(415);
  }

  @Test
  void signingOutTakesTheCookieAway() {
    Response out = given().cookie(cookie(), session()).noContentType().post("/sign-out");

    out.then().statusCode(204);
    assertThat(out.getHeader("Set-Cookie")).startsWith(cookie() + "=").contains("Max-Age=0");
  }

  @Test
  void thePagesLoadNothingButTheirOwnFiles() {
    String page = browser().get("/sign-in").then().statusCode(200).extract().asString();

    String script = page.replaceAll("(?s).*<script type=\"module\" src=\"([^\"]+)\".*", "$1");
    String style = page.replaceAll("(?s).*<link rel=\"stylesheet\" href=\"([^\"]+)\".*", "$1");
    for (String file : List.of(script, style)) {
      given()
          .get(file)
          .then()
          .statusCode(200)
          .header("Cache-Control", containsString("immutable"))
          .body(not(blankOrNullString()));
    }
    assertThat(page).doesNotContain("<style", "onclick", "http://", "https://");
    given().get("/static/bundle/../../studies").then().statusCode(401);
  }
}
