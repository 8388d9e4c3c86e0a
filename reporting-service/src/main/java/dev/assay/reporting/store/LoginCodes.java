// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.store;

import dev.assay.contracts.Hash;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/** Codes that sign a browser in, each once and for a short time. All replicas know the same. */
@ApplicationScoped
public class LoginCodes {
  private static final int RANDOM_BYTES = 24;

  private final SecureRandom random = new SecureRandom();

  /** A new code; those whose time is over are forgotten. */
  @Transactional
  public String issue(Instant now, Duration life) {
    LoginCode.delete("validUntil < ?1", now);
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    String code = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    new LoginCode(Hash.ofText(code), now.plus(life)).persist();
    return code;
  }

  /** Whether the code was valid; of several requests with the same code one alone succeeds. */
  @Transactional
  public boolean redeem(String code, Instant now) {
    return LoginCode.delete("codeHash = ?1 and validUntil > ?2", Hash.ofText(code), now) == 1;
  }
}
