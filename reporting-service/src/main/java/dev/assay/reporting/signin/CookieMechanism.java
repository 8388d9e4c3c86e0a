// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.signin;

import dev.assay.rest.TokenIdentities;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.BasicAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Knows who brings the cookie of a session. Without one a person is led to the sign-in page; a
 * script of the page gets a plain 401, because a browser answers that of basic authentication with
 * a window of its own; and a program is asked for the token.
 */
@ApplicationScoped
public class CookieMechanism implements HttpAuthenticationMechanism {
  private static final int FOUND = 302;
  private static final int UNAUTHORIZED = 401;

  private final Sessions sessions;

  CookieMechanism(Sessions sessions) {
    this.sessions = sessions;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      RoutingContext context, IdentityProviderManager identities) {
    return Cookies.value(context.request())
        .flatMap(sessions::caller)
        .map(caller -> Uni.createFrom().item(TokenIdentities.identity(caller)))
        .orElseGet(() -> Uni.createFrom().nullItem());
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext context) {
    HttpServerRequest request = context.request();
    if (request.headers().contains(HttpHeaders.AUTHORIZATION)) {
      return Uni.createFrom().nullItem();
    }
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    if (request.method().equals(HttpMethod.GET) && accept != null && accept.contains("text/html")) {
      String next = URLEncoder.encode(request.path(), StandardCharsets.UTF_8);
      return Uni.createFrom().item(new ChallengeData(FOUND, "Location", "/sign-in?next=" + next));
    }
    return request.headers().contains("Sec-Fetch-Site")
        ? Uni.createFrom().item(new ChallengeData(UNAUTHORIZED))
        : Uni.createFrom().nullItem();
  }

  /** Before basic authentication, so that its challenge is the last. */
  @Override
  public int getPriority() {
    return BasicAuthenticationMechanism.PRIORITY + 1;
  }
}
