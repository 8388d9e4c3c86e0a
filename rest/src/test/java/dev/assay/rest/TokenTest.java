// SPDX-License-Identifier: Apache-2.0
package dev.assay.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenTest {
  @Test
  void isTheSecretOnly() {
    Token token = new Token(Optional.of("s3cret"));

    assertThat(token.isSecret("s3cret")).isTrue();
    for (String wrong : List.of("s3cre", "s3cret2", "", "S3CRET")) {
      assertThat(token.isSecret(wrong)).isFalse();
    }
    // "assay:s3cret" in base64, as RFC 7617 defines the header.
    assertThat(token.authorization()).contains("Basic YXNzYXk6czNjcmV0");
  }

  @Test
  void isNotSetByABlankSecretWhichNoPasswordMatches() {
    for (Optional<String> secret : List.of(Optional.<String>empty(), Optional.of(" "))) {
      Token token = new Token(secret);

      assertThat(token.isSet()).isFalse();
      assertThat(token.isSecret("")).isFalse();
      assertThat(token.isSecret(" ")).isFalse();
      assertThat(token.authorization()).isEmpty();
    }
  }

  /**
   * {@code printf 'text' | openssl dgst -sha256 -hmac 'signatures of s3cret' -binary | basenc
   * --base64url}.
   */
  @Test
  void signsUnderAKeyThatOnlyTheSecretGives() {
    Token token = new Token(Optional.of("s3cret"));

    assertThat(token.sign("text")).isEqualTo("XtvSYMLqPp9bA02f2u2qv2-_UevhBTIsHpMHLL5LrgY");
    assertThat(new Token(Optional.of("other")).sign("text")).isNotEqualTo(token.sign("text"));
    assertThat(token.sign("text2")).isNotEqualTo(token.sign("text"));
  }

  @Test
  void withoutASecretSignsUnderARandomKey() {
    Token token = new Token(Optional.empty());

    assertThat(token.sign("text")).isEqualTo(token.sign("text"));
    assertThat(new Token(Optional.empty()).sign("text")).isNotEqualTo(token.sign("text"));
  }
}
