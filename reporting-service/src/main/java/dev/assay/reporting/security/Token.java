package dev.assay.reporting.security;

import dev.assay.reporting.ReportingConfig;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Optional;

/**
 * The secret that the services of a stack share, as the password of the user {@code assay} in HTTP
 * basic auth. A stack without one listens on the loopback address only.
 */
@Singleton
public class Token {
  static final String USER = "assay";

  private final Optional<String> secret;

  Token(ReportingConfig config) {
    this.secret = config.token().filter(text -> !text.isBlank());
  }

  boolean isSet() {
    return secret.isPresent();
  }

  /** In a time that does not tell how much of the password is right. */
  boolean matches(String user, char[] password) {
    byte[] given = (user + ":" + new String(password)).getBytes(StandardCharsets.UTF_8);
    return secret
        .map(text -> (USER + ":" + text).getBytes(StandardCharsets.UTF_8))
        .filter(expected -> MessageDigest.isEqual(expected, given))
        .isPresent();
  }

  /** The header that the other services of the stack want to see. */
  public Optional<String> authorization() {
    return secret.map(
        text ->
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((USER + ":" + text).getBytes(StandardCharsets.UTF_8)));
  }
}
