// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.contracts.Hash;
import dev.assay.rest.Caller;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Codes that sign a browser in, each once and for a short time. All replicas know the same. */
@ApplicationScoped
public class LoginCodes {
  private static final int RANDOM_BYTES = 24;

  private final SecureRandom random = new SecureRandom();

  /** A new code that signs a caller in; those whose time is over are forgotten. */
  @Transactional
  public String issue(Caller caller, Instant now, Duration life) {
    LoginCode.delete("validUntil < ?1", now);
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    new LoginCode(Hash.ofText(code), now.plus(life), caller.header()).persist();
    return code;
  }

  /** Whom it signs in; of several requests with the same code one alone succeeds. */
  @Transactional
  public Optional<Caller> redeem(String code, Instant now) {
    String hash = Hash.ofText(code);
    Optional<LoginCode> known =
        LoginCode.<LoginCode>find("codeHash = ?1 and validUntil > ?2", hash, now)
            .firstResultOptional();
    return known
        .map(found -> Caller.ofHeader(found.caller))
        .filter(caller -> LoginCode.delete("codeHash = ?1", hash) == 1);
  }
}
