package dev.assay.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The secret of a stack, {@code assay.token}. Without one the interface is open; the services then
 * listen on the loopback interface alone.
 */
@ApplicationScoped
public class Token {
  static final String USER = "assay";

  private final Optional<String> secret;

  Token(@ConfigProperty(name = "assay.token") Optional<String> secret) {
    this.secret = secret.filter(s -> !s.isBlank());
  }

  boolean isSet() {
    return secret.isPresent();
  }

  /** Compares in a time that does not tell how much was right. */
  boolean accepts(String user, char[] password) {
    return secret
        .map(
            s ->
                USER.equals(user)
                    && MessageDigest.isEqual(
                        s.getBytes(StandardCharsets.UTF_8),
                        new String(password).getBytes(StandardCharsets.UTF_8)))
        .orElse(true);
  }
}
