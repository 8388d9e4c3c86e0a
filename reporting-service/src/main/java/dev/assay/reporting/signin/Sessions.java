// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.signin;

import dev.assay.rest.Token;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * Sessions of browsers. A session is its end and a random part, signed by the stack; nothing is
 * stored, so a restart or a second replica knows it as well.
 */
@Singleton
public class Sessions {
  /** A day's work; the next day wants a new link. */
  static final Duration LIFE = Duration.ofHours(12);

  private static final int RANDOM_BYTES = 16;
  private static final int PARTS = 3;

  private final Token token;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  @jakarta.inject.Inject
  Sessions(Token token) {
    this(token, Clock.systemUTC());
  }

  Sessions(Token token, Clock clock) {
    this.token = token;
    this.clock = clock;
  }

  /** The value of a cookie. */
  String begin() {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String content =
        clock.instant().plus(LIFE).getEpochSecond()
            + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    return content + "." + token.sign(content);
  }

  /** Whether this stack made the value, and its time is not over. */
  boolean isValid(String value) {
    String[] parts = value.split("\\.", -1);
    if (parts.length != PARTS) {
      return false;
    }
    String content = parts[0] + "." + parts[1];
    boolean signed = MessageDigest.isEqual(ascii(token.sign(content)), ascii(parts[2]));
    return signed && Instant.ofEpochSecond(Long.parseLong(parts[0])).isAfter(clock.instant());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
