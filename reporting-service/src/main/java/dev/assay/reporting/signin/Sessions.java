// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.signin;

import dev.assay.rest.Caller;
import dev.assay.rest.Callers;
import dev.assay.rest.Token;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * Sessions of browsers. A session is its end, a random part and a caller, signed by the stack;
 * nothing is stored, so a restart or a second replica knows it as well.
 */
@Singleton
public class Sessions {
  /** A day's work; the next day wants a new link. */
  static final Duration LIFE = Duration.ofHours(12);

  private static final int RANDOM_BYTES = 16;
  private static final int PARTS = 4;

  private final Token token;
  private final Callers callers;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  @jakarta.inject.Inject
  Sessions(Token token, Callers callers) {
    this(token, callers, Clock.systemUTC());
  }

  Sessions(Token token, Callers callers, Clock clock) {
    this.token = token;
    this.callers = callers;
    this.clock = clock;
  }

  /** The value of a cookie. */
  String begin(Caller caller) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String content =
        String.join(
            ".",
            String.valueOf(clock.instant().plus(LIFE).getEpochSecond()),
            base64(bytes),
            base64(caller.header().getBytes(StandardCharsets.UTF_8)));
    return content + "." + token.sign(content);
  }

  /**
   * Whose session it is; empty if this stack did not make the value, its time is over, or the
   * caller is not known any more.
   */
  Optional<Caller> caller(String value) {
    String[] parts = value.split("\\.", -1);
    if (parts.length != PARTS) {
      return Optional.empty();
    }
    String content = parts[0] + "." + parts[1] + "." + parts[2];
    if (!MessageDigest.isEqual(ascii(token.sign(content)), ascii(parts[3]))
        || !Instant.ofEpochSecond(Long.parseLong(parts[0])).isAfter(clock.instant())) {
      return Optional.empty();
    }
    String caller = new String(Base64.getUrlDecoder().decode(parts[2]), StandardCharsets.UTF_8);
    return Optional.of(Caller.ofHeader(caller)).filter(callers::isKnown);
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
