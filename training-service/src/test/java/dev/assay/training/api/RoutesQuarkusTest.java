// SPDX-License-Identifier: Apache-2.0
package dev.assay.training.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.embedded.RoutesOfViewer;
import dev.assay.embedded.RoutesWithoutToken;
import dev.assay.embedded.WithCallers;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithCallers.class)
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
}
