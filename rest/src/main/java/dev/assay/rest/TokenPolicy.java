package dev.assay.rest;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Asks for the token where one is set: HTTP basic authentication of the user {@code assay}. Without
 * a token the interface is open; the services then listen on the loopback interface alone.
 */
@ApplicationScoped
public class TokenPolicy implements HttpSecurityPolicy {
  private final boolean open;

  TokenPolicy(@ConfigProperty(name = "assay.token") Optional<String> token) {
    this.open = token.filter(t -> !t.isBlank()).isEmpty();
  }

  @Override
  public String name() {
    return "token";
  }

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext request, Uni<SecurityIdentity> identity, AuthorizationRequestContext context) {
    return open
        ? CheckResult.permit()
        : identity.map(who -> who.isAnonymous() ? CheckResult.DENY : CheckResult.PERMIT);
  }
}
