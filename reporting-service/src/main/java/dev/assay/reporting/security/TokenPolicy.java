package dev.assay.reporting.security;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Lets in who knows the token; everyone, if there is none. */
@ApplicationScoped
public class TokenPolicy implements HttpSecurityPolicy {
  private final Token token;

  TokenPolicy(Token token) {
    this.token = token;
  }

  @Override
  public String name() {
    return "assay-token";
  }

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
    // Without a token the identity is never looked at, so no credentials can be wrong.
    return token.isSet()
        ? identity.map(caller -> new CheckResult(!caller.isAnonymous()))
        : CheckResult.permit();
  }
}
