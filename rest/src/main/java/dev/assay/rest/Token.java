// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The secret that the services of a stack share, {@code assay.token}: the password of the user
 * {@code assay} in HTTP basic authentication. A stack without a token listens on the loopback
 * address only and lets in every request.
 */
@ApplicationScoped
public class Token {
  static final String USER = "assay";

  private final Optional<String> secret;

  Token(@ConfigProperty(name = "assay.token") Optional<String> secret) {
    this.secret = secret.filter(text -> !text.isBlank());
  }

  boolean isSet() {
    return secret.isPresent();
  }

  /**
   * Compares in a time that does not depend on how much of the password is right. Without a token
   * no password matches.
   */
  boolean matches(String user, char[] password) {
    byte[] given = bytes(new String(password));
    return secret.filter(text -> MessageDigest.isEqual(bytes(text), given)).isPresent()
        && USER.equals(user);
  }

  /** The header that this service sends to the other services of the stack. */
  public Optional<String> authorization() {
    return secret.map(
        text -> "Basic " + Base64.getEncoder().encodeToString(bytes(USER + ":" + text)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
