package dev.assay.rest;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks for the token where one is set: HTTP basic authentication of the user {@code assay}. */
@ApplicationScoped
public class TokenPolicy implements HttpSecurityPolicy {
  private final Token token;

  TokenPolicy(Token token) {
    this.token = token;
  }

  @Override
  public String name() {
    return "token";
  }

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
    return token.isSet()
        ? identity.map(who -> who.isAnonymous() ? CheckResult.DENY : CheckResult.PERMIT)
        : CheckResult.permit();
  }
}
