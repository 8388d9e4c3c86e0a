// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs messages as Standard Webhooks 1.0 has it (standardwebhooks.com): {@code v1} and the base64
 * of the HMAC-SHA256 of {@code id.timestamp.body}. A receiver that compares it knows who sent the
 * message, that nobody changed it, and by the timestamp that nobody kept it to send it again.
 */
final class WebhookSecret {
  private static final String PREFIX = "whsec_";
  private static final String ALGORITHM = "HmacSHA256";
  private static final int FEWEST_BYTES = 24;
  private static final int MOST_BYTES = 64;

  private final byte[] key;

  private WebhookSecret(byte[] key) {
    this.key = key;
  }

  /**
   * @param text {@code whsec_} and the base64 of 24 to 64 random bytes
   * @throws IllegalArgumentException if it is something else; the message does not repeat it
   */
  static WebhookSecret of(String text) {
    if (text.startsWith(PREFIX)) {
      try {
        byte[] key = Base64.getDecoder().decode(text.substring(PREFIX.length()));
        if (key.length >= FEWEST_BYTES && key.length <= MOST_BYTES) {
          return new WebhookSecret(key);
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(expectation(), e);
      }
    }
    throw new IllegalArgumentException(expectation());
  }

  private static String expectation() {
    return "a webhook secret must be %s and the base64 of %d to %d random bytes"
        .formatted(PREFIX, FEWEST_BYTES, MOST_BYTES);
  }

  /**
   * @param id of the message, the same for every attempt
   * @param timestamp of the attempt, in seconds since 1970
   * @return one signature of the header {@code webhook-signature}
   */
  String sign(String id, long timestamp, String body) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      String signed = id + "." + timestamp + "." + body;
      byte[] code = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
      return "v1," + Base64.getEncoder().encodeToString(code);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java runtime has " + ALGORITHM, e);
    }
  }
}
