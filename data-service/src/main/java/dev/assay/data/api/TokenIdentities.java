package dev.assay.data.api;

import dev.assay.data.DataConfig;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.UsernamePasswordAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** Knows one user, by the token that the services of a stack share. */
@ApplicationScoped
public class TokenIdentities implements IdentityProvider<UsernamePasswordAuthenticationRequest> {
  private static final String USER = "assay";

  private final DataConfig config;

  TokenIdentities(DataConfig config) {
    this.config = config;
  }

  @Override
  public Class<UsernamePasswordAuthenticationRequest> getRequestType() {
    return UsernamePasswordAuthenticationRequest.class;
  }

  @Override
  public Uni<SecurityIdentity> authenticate(
      UsernamePasswordAuthenticationRequest request, AuthenticationRequestContext context) {
    String password = new String(request.getPassword().getPassword());
    return matches(request.getUsername() + ":" + password)
        ? Uni.createFrom()
            .item(
                QuarkusSecurityIdentity.builder().setPrincipal(new QuarkusPrincipal(USER)).build())
        : Uni.createFrom().failure(new AuthenticationFailedException());
  }

  /** In a time that does not tell how much of it is right. */
  private boolean matches(String given) {
    byte[] bytes = given.getBytes(StandardCharsets.UTF_8);
    return config
        .token()
        .map(token -> (USER + ":" + token).getBytes(StandardCharsets.UTF_8))
        .filter(expected -> MessageDigest.isEqual(expected, bytes))
        .isPresent();
  }
}
