// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/** Identifies callers by their tokens. */
@ApplicationScoped
public class TokenIdentities implements IdentityProvider<UsernamePasswordAuthenticationRequest> {
  private final Callers callers;

  TokenIdentities(Callers callers) {
    this.callers = callers;
  }

  @Override
  public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
    return UsernamePasswordAuthenticationRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
    return callers
        .of(request.getUsername(), new String(request.getPassword().getPassword()))
        .map(caller -> Uni.createFrom().item(identity(caller)))
        .orElseGet(
            () -> Uni.createFrom().failure(new AuthenticationFailedException("not a token")));
  }

  /** The name of the caller, its role and those below. */
  public static SecurityIdentity identity(Caller caller) {
    return QuarkusSecurityIdentity.builder()
        .setPrincipal(new QuarkusPrincipal(caller.name()))
        .addRoles(caller.role().labels())
        .build();
  }
}
