// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.rest.Token;
import java.lang.reflect.Constructor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionsTest {
  private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

  private static Sessions sessions(String secret, Instant now) throws Exception {
    Constructor<Token> constructor = Token.class.getDeclaredConstructor(Optional.class);
    constructor.setAccessible(true);
    return new Sessions(
        constructor.newInstance(Optional.of(secret)), Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void aSessionLastsTwelveHours() throws Exception {
    String session = sessions("secret", NOW).begin();

    assertThat(sessions("secret", NOW).isValid(session)).isTrue();
    assertThat(sessions("secret", NOW.plus(Sessions.LIFE).minusSeconds(1)).isValid(session))
        .isTrue();
    assertThat(sessions("secret", NOW.plus(Sessions.LIFE)).isValid(session)).isFalse();
    assertThat(sessions("secret", NOW.plus(Duration.ofDays(400))).isValid(session)).isFalse();
  }

  @Test
  void anotherStackDoesNotKnowIt() throws Exception {
    assertThat(sessions("other", NOW).isValid(sessions("secret", NOW).begin())).isFalse();
  }

  @Test
  void nobodyCanMakeItLastLonger() throws Exception {
    Sessions sessions = sessions("secret", NOW);
    String[] parts = sessions.begin().split("\\.");
    String later = String.valueOf(NOW.plus(Duration.ofDays(99)).getEpochSecond());

    assertThat(sessions.isValid(later + "." + parts[1] + "." + parts[2])).isFalse();
    assertThat(sessions.isValid(parts[0] + "." + parts[1] + "x." + parts[2])).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "99999999999999999999.x.y", "\u00e4.b.c"})
  void whatIsNoSessionIsRefused(String value) throws Exception {
    assertThat(sessions("secret", NOW).isValid(value)).isFalse();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "javascript:alert(1)",
        "/view/../x",
        "/view//x",
        "/view?x=1",
        "/a\nb"
      })
  void leadsToNoOtherSite(String next) {
    assertThat(NextPath.of(next)).isEqualTo("/");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/view/0123456789ab", "/view/0123456789ab/cells/ab", "/data/a%20b"})
  void leadsToThePagesOfTheService(String next) {
    assertThat(NextPath.of(next)).isEqualTo(next);
  }
}
