package dev.assay.data.api;

import dev.assay.data.DataConfig;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks for the token where one is set; a stack on the loopback interface may go without. */
@ApplicationScoped
public class TokenPolicy implements HttpSecurityPolicy {
  private final boolean open;

  TokenPolicy(DataConfig config) {
    this.open = config.token().filter(token -> !token.isBlank()).isEmpty();
  }

  @Override
  public String name() {
    return "assay-token";
  }

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
    // Without a token the identity is never looked at, so no credentials can be wrong.
    return open
        ? CheckResult.permit()
        : identity.map(who -> who.isAnonymous() ? CheckResult.DENY : CheckResult.PERMIT);
  }
}
