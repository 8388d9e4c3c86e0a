// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallersTest {
  @TempDir Path folder;

  private Callers callers(String lines) throws IOException {
    Path file = Files.writeString(folder.resolve("callers"), lines);
    return new Callers(new Token(Optional.of("s3cret")), Optional.of(file.toString()));
  }

  @Test
  void knowsEachByTheirOwnToken() throws Exception {
    Callers callers =
        callers("# who\n\nalice viewer " + hash("hers") + "\nbob\toperator  " + hash("his"));

    assertThat(callers.ofSecret("s3cret")).contains(Caller.STACK);
    assertThat(callers.ofSecret("hers")).contains(new Caller("alice", Role.VIEWER));
    assertThat(callers.of("alice", "hers")).contains(new Caller("alice", Role.VIEWER));
    assertThat(callers.of("assay", "his")).contains(new Caller("bob", Role.OPERATOR));
    assertThat(callers.of("alice", "his")).isEmpty();
    assertThat(callers.ofSecret("")).isEmpty();
    assertThat(callers.ofSecret(hash("hers"))).isEmpty();
    assertThat(callers.isKnown(new Caller("alice", Role.VIEWER))).isTrue();
    assertThat(callers.isKnown(new Caller("alice", Role.OPERATOR))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alice viewer",
        "alice admin HASH",
        "assay viewer HASH",
        "a/b viewer HASH",
        "alice viewer my-secret-token",
        "alice viewer HASH more",
        "alice VIEWER HASH"
      })
  void refusesALineThatIsNone(String line) {
    assertThatThrownBy(() -> callers("\n" + line.replace("HASH", hash("x"))))
        .hasMessageContaining("callers, line 2: accepted is NAME ROLE SHA256")
        .hasMessageNotContaining("my-secret-token");
  }

  @Test
  void refusesANameTwiceAFileThatIsNotThereAndAStackWithoutAToken() throws Exception {
    String twice = "alice viewer " + hash("a") + "\nalice operator " + hash("b");
    assertThatThrownBy(() -> callers(twice)).hasMessageContaining("line 2: the name is on an");
    assertThatThrownBy(
            () ->
                new Callers(
                    new Token(Optional.of("s")), Optional.of(folder.resolve("no").toString())))
        .hasMessageContaining("cannot be read (NoSuchFileException)");
    Path file = Files.writeString(folder.resolve("c"), "alice viewer " + hash("a"));
    assertThatThrownBy(() -> new Callers(new Token(Optional.empty()), Optional.of(file.toString())))
        .hasMessageContaining("without a token");
  }

  @Test
  void eachRoleMayDoWhatTheRolesBeforeItMay() {
    for (Role role : Role.values()) {
      for (Role least : Role.values()) {
        assertThat(role.mayDoWhatNeeds(least)).isEqualTo(role.ordinal() >= least.ordinal());
      }
      assertThat(Role.highest(role.labels())).contains(role);
      Caller caller = new Caller("a.b@c-d_e", role);
      assertThat(Caller.ofHeader(caller.header())).isEqualTo(caller);
    }
  }

  private static String hash(String secret) {
    return Hash.ofText(secret);
  }
}
