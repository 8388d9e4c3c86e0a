// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The secret that the services of a stack share, {@code assay.token}: the password of the user
 * {@code assay} in HTTP basic authentication. A stack without a token listens on the loopback
 * address only and lets in every request.
 */
@ApplicationScoped
public class Token {
  public static final String USER = "assay";

  private static final String SIGNATURE = "HmacSHA256";
  private static final int KEY_BYTES = 32;

  private final Optional<String> secret;
  private final byte[] signingKey;

  Token(@ConfigProperty(name = "assay.token") Optional<String> secret) {
    this.secret = secret.filter(text -> !text.isBlank());
    // The prefix keeps the key apart from every other use of the secret.
    this.signingKey = this.secret.map(text -> bytes("signatures of " + text)).orElseGet(Token::key);
  }

  private static byte[] key() {
    byte[] key = new byte[KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }

  public boolean isSet() {
    return secret.isPresent();
  }

  /** Compares in a time that does not depend on how much is right. Without a token none is. */
  public boolean isSecret(String given) {
    return secret.filter(text -> MessageDigest.isEqual(bytes(text), bytes(given))).isPresent();
  }

  /**
   * A signature that only this stack can make: HMAC-SHA256 under its secret, in base64 for
   * addresses. Without a token the key is random and lives as long as the process.
   */
  public String sign(String text) {
    try {
      Mac mac = Mac.getInstance(SIGNATURE);
      mac.init(new SecretKeySpec(signingKey, SIGNATURE));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(mac.doFinal(bytes(text)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + SIGNATURE, e);
    }
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
