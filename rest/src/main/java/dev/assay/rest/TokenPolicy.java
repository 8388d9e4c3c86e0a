// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Where a token is set, refuses every request that does not bring it, except those of {@link
 * PublicPaths}.
 *
 * <p>The policy has no name, so Quarkus applies it to every request of every route. No list of
 * protected paths has to be complete, and no other spelling of a path can miss such a list.
 */
@ApplicationScoped
public class TokenPolicy implements HttpSecurityPolicy {
  private final Token token;
  private final PublicPaths publicPaths;

  TokenPolicy(Token token, PublicPaths publicPaths) {
    this.token = token;
    this.publicPaths = publicPaths;
  }

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext context,
      Uni<SecurityIdentity> identity,
      AuthorizationRequestContext authorization) {
    if (!token.isSet() || publicPaths.include(context.request())) {
      // The identity is not resolved here, so wrong credentials do no harm where none are needed.
      return CheckResult.permit();
    }
    return identity.map(caller -> caller.isAnonymous() ? CheckResult.DENY : CheckResult.PERMIT);
  }
}
