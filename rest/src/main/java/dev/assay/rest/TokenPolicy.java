// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.security.HttpSecurityPolicy;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;

/**
 * Where a token is set, refuses every request that does not bring it, except those of {@link
 * PublicPaths}.
 *
 * <p>What a caller may do is decided by {@link Roles}; who it is, stays with the request as {@link
 * Caller}.
 *
 * <p>The policy has no name, so Quarkus applies it to every request of every route. No list of
 * protected paths has to be complete, and no other spelling of a path can miss such a list.
 */
@ApplicationScoped
public class TokenPolicy implements HttpSecurityPolicy {
  private final Token token;
  private final PublicPaths publicPaths;
  private final Instance<Audit> audit;

  TokenPolicy(Token token, PublicPaths publicPaths, @Any Instance<Audit> audit) {
    this.token = token;
    this.publicPaths = publicPaths;
    this.audit = audit;
  }

  @Override
  public Uni<CheckResult> checkPermission(
      RoutingContext context,
      Uni<SecurityIdentity> identity,
      AuthorizationRequestContext authorization) {
    if (publicPaths.include(context.request())) {
      // The identity is not resolved here, so wrong credentials do no harm where none are needed.
      return CheckResult.permit();
    }
    if (!token.isSet()) {
      return admit(context, Token.USER, Role.OPERATOR);
    }
    return identity.flatMap(
        caller ->
            caller.isAnonymous()
                ? CheckResult.deny()
                : Role.highest(caller.getRoles())
                    .map(role -> admit(context, caller.getPrincipal().getName(), role))
                    .orElseGet(CheckResult::deny));
  }

  private Uni<CheckResult> admit(RoutingContext context, String name, Role role) {
    Caller caller;
    try {
      Caller sender = new Caller(name, role);
      caller = sender.equals(Caller.STACK) ? Caller.forwarded(context.request()) : sender;
    } catch (IllegalArgumentException e) {
      return CheckResult.deny();
    }
    caller.isOf(context);
    if (!audit.isResolvable() || !audit.get().concerns(context)) {
      return CheckResult.permit();
    }
    return Uni.createFrom()
        .completionStage(
            () ->
                context
                    .vertx()
                    .executeBlocking(
                        () -> {
                          audit.get().record(context, caller);
                          return CheckResult.PERMIT;
                        },
                        false)
                    .toCompletionStage());
  }
}
