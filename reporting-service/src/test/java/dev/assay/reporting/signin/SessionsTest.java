// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.assay.rest.Caller;
import dev.assay.rest.Callers;
import dev.assay.rest.Role;
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
    Token token = constructor.newInstance(Optional.of(secret));
    Constructor<Callers> callers =
        Callers.class.getDeclaredConstructor(Token.class, Optional.class);
    callers.setAccessible(true);
    return new Sessions(
        token, callers.newInstance(token, Optional.empty()), Clock.fixed(now, ZoneOffset.UTC));
  }

  @Test
  void aSessionLastsTwelveHours() throws Exception {
    String session = sessions("secret", NOW).begin(Caller.STACK);

    assertThat(sessions("secret", NOW).caller(session)).contains(Caller.STACK);
    assertThat(sessions("secret", NOW.plus(Sessions.LIFE).minusSeconds(1)).caller(session))
        .contains(Caller.STACK);
    assertThat(sessions("secret", NOW.plus(Sessions.LIFE)).caller(session)).isEmpty();
    assertThat(sessions("secret", NOW.plus(Duration.ofDays(400))).caller(session)).isEmpty();
  }

  @Test
  void anotherStackDoesNotKnowIt() throws Exception {
    assertThat(sessions("other", NOW).caller(sessions("secret", NOW).begin(Caller.STACK)))
        .isEmpty();
  }

  @Test
  void whoIsNotKnownAnyMoreHasNoSession() throws Exception {
    Sessions sessions = sessions("secret", NOW);

    assertThat(sessions.caller(sessions.begin(new Caller("alice", Role.VIEWER)))).isEmpty();
  }

  @Test
  void nobodyCanMakeItLastLonger() throws Exception {
    Sessions sessions = sessions("secret", NOW);
    String[] parts = sessions.begin(Caller.STACK).split("\\.");
    String later = String.valueOf(NOW.plus(Duration.ofDays(99)).getEpochSecond());

    assertThat(sessions.caller(later + "." + parts[1] + "." + parts[2] + "." + parts[3])).isEmpty();
    assertThat(sessions.caller(parts[0] + "." + parts[1] + "x." + parts[2] + "." + parts[3]))
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ".", "..", "...", "a.b.c.d", "99999999999999999999.x.y.z", "\u00e4.b.c.d"})
  void whatIsNoSessionIsRefused(String value) throws Exception {
    assertThat(sessions("secret", NOW).caller(value)).isEmpty();
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
