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

/** Identifies the only user that a stack has, {@code assay}, by the token. */
@ApplicationScoped
public class TokenIdentities implements IdentityProvider<UsernamePasswordAuthenticationRequest> {
  private final Token token;

  TokenIdentities(Token token) {
    this.token = token;
  }

  @Override
  public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
    return UsernamePasswordAuthenticationRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
    return token.matches(request.getUsername(), request.getPassword().getPassword())
        ? Uni.createFrom()
            .item(
                QuarkusSecurityIdentity.builder()
                    .setPrincipal(new QuarkusPrincipal(Token.USER))
                    .build())
        : Uni.createFrom().failure(new AuthenticationFailedException("not the token"));
  }
}
