// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicPathsTest {
  private final PublicPaths health = new PublicPaths(false, Optional.empty());
  private final PublicPaths healthAndDocuments = new PublicPaths(true, Optional.empty());

  @ParameterizedTest
  @ValueSource(strings = {"/q/health", "/q/health/", "/q/health/live", "/q/health/ready"})
  void healthIsPublic(String path) {
    assertThat(health.include(HttpMethod.GET, path)).isTrue();
    assertThat(health.include(HttpMethod.HEAD, path)).isTrue();
    assertThat(health.include(HttpMethod.POST, path)).isFalse();
    assertThat(health.include(HttpMethod.DELETE, path)).isFalse();
  }

  @Test
  void theDocumentIsPublicWhereTheServiceSaysSo() {
    assertThat(healthAndDocuments.include(HttpMethod.GET, "/q/openapi")).isTrue();
    assertThat(health.include(HttpMethod.GET, "/q/openapi")).isFalse();
    assertThat(healthAndDocuments.include(HttpMethod.PUT, "/q/openapi")).isFalse();
  }

  @Test
  void whatSignsPeopleInIsPublicAsTheServiceNamesItAndInNoOtherSpelling() {
    PublicPaths paths = new PublicPaths(false, Optional.of("/sign-in|/login/[A-Za-z0-9_-]{1,64}"));

    for (HttpMethod method : new HttpMethod[] {HttpMethod.GET, HttpMethod.POST}) {
      assertThat(paths.include(method, "/sign-in")).isTrue();
      assertThat(paths.include(method, "/login/a_b-1")).isTrue();
      for (String other :
          new String[] {
            "/login", "/login/", "/login/a/b", "/login/..", "/login/a;x", "/sign-in/"
          }) {
        assertThat(paths.include(method, other)).as(other).isFalse();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "/",
        "/q",
        "/q/",
        "/q/metrics",
        "/Q/health",
        "/q/Health",
        "/q/health;x",
        "/q/health/;x",
        "/q/health/..",
        "/q/health/../../datasets",
        "/q/health/live/../../../datasets",
        "/q/health/%2e%2e/%2e%2e/datasets",
        "/q//health",
        "//q/health",
        "/q/health\n",
        "/q/health/live\n",
        "/q/swagger-ui",
        "/q/swagger-ui/",
        "/q/swagger-ui/index.html",
        "/q/swagger-ui/..",
        "/q/swagger-ui/../../datasets",
        "/q/swagger-ui/.hidden",
        "/q/swagger-ui/a/b",
        "/q/swagger-ui/%2e%2e",
        "/q/openapi;x",
        "/datasets;x"
      })
  void everyOtherPathAndEveryOtherSpellingNeedsTheToken(String path) {
    assertThat(healthAndDocuments.include(HttpMethod.GET, path)).isFalse();
  }
}
