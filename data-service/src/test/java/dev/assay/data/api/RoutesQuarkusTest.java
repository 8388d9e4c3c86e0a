// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.api;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.data.Stack;
import dev.assay.data.WithCallers;
import dev.assay.embedded.RoutesOfViewer;
import dev.assay.embedded.RoutesWithoutToken;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithCallers.class)
@Stack
class RoutesQuarkusTest {
  private static final String TOKEN = WithCallers.TOKEN;

  @TestHTTPResource("/")
  URI service;

  @Test
  void answersNoRouteInAnySpellingWithoutTheToken() throws IOException {
    assertThat(RoutesWithoutToken.answered(service, TOKEN)).isEmpty();
  }

  @Test
  void answersHealthAndDocumentsWithoutTheToken() throws IOException {
    assertThat(RoutesWithoutToken.status(service, "GET", "/q/health/live")).isEqualTo(200);
    assertThat(RoutesWithoutToken.status(service, "POST", "/q/health/live")).isEqualTo(401);
    assertThat(RoutesWithoutToken.status(service, "GET", "/q/openapi")).isEqualTo(200);
    assertThat(RoutesWithoutToken.status(service, "GET", "/q/swagger-ui/")).isEqualTo(401);
    assertThat(RoutesWithoutToken.status(service, "GET", "/q/openapi;x")).isEqualTo(401);
  }

  @Test
  void letsAViewerChangeNothing() throws IOException {
    assertThat(RoutesOfViewer.answered(service, TOKEN, Set.of())).isEmpty();
  }

  @Test
  void asksForTheTokenExceptForHealthAndDocuments() {
    given().get("/datasets").then().statusCode(401);
    given().get("/studies/x").then().statusCode(401);
    given().noContentType().put("/weights/x.pth").then().statusCode(401);
    given().auth().preemptive().basic("assay", "wrong").get("/datasets").then().statusCode(401);
    given().auth().preemptive().basic("assay", TOKEN).get("/datasets").then().statusCode(200);
    given().get("/q/health/ready").then().statusCode(200);
    given().get("/q/openapi").then().statusCode(200);
    given().get("/q/swagger-ui/").then().statusCode(401);
  }
}
