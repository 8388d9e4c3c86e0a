// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hash of a body as its client states it in the header {@code Content-Digest} (RFC 9530):
 * {@code sha-256=:BASE64:}. Without the header nothing is compared.
 */
final class ContentDigest {
  static final String HEADER = "Content-Digest";
  private static final Map<String, String> ALGORITHMS =
      Map.of("sha-256", "SHA-256", "sha-512", "SHA-512");
  private static final Pattern MEMBER =
      Pattern.compile("\\s*([a-z][a-z0-9-]*)=:([A-Za-z0-9+/]*={0,2}):\\s*");

  private final String stated;
  private final Map<MessageDigest, byte[]> expected;

  private ContentDigest(String stated, Map<MessageDigest, byte[]> expected) {
    this.stated = stated;
    this.expected = expected;
  }

  /**
   * @param header the value; absent: nothing is stated
   * @throws FaultException if it states neither SHA-256 nor SHA-512
   */
  static ContentDigest of(@Nullable String header) {
    if (header == null) {
      return new ContentDigest("", Map.of());
    }
    Map<MessageDigest, byte[]> expected = new LinkedHashMap<>();
    for (String part : List.of(header.split(",", -1))) {
      Matcher member = MEMBER.matcher(part);
      if (!member.matches()) {
        throw refused(header, "is not of the form sha-256=:BASE64:");
      }
      String algorithm = ALGORITHMS.get(member.group(1));
      if (algorithm != null) {
        expected.put(digest(algorithm), decoded(header, member.group(2)));
      }
    }
    if (expected.isEmpty()) {
      throw refused(header, "states neither sha-256 nor sha-512");
    }
    return new ContentDigest(header, expected);
  }

  private static byte[] decoded(String header, String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw refused(header, "has a digest that is not base64: " + e.getMessage());
    }
  }

  private static MessageDigest digest(String algorithm) {
    try {
      return MessageDigest.getInstance(algorithm);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has " + algorithm, e);
    }
  }

  /** Returns a stream of the same bytes that hashes them while they are read. */
  InputStream watching(InputStream body) {
    InputStream watched = body;
    for (MessageDigest digest : expected.keySet()) {
      watched = new DigestInputStream(watched, digest);
    }
    return watched;
  }

  /**
   * Compares the hashes; to be called when everything was read.
   *
   * @throws FaultException if the bytes have another hash than stated
   */
  void check() {
    expected.forEach(
        (digest, bytes) -> {
          if (!MessageDigest.isEqual(digest.digest(), bytes)) {
            throw refused(
                stated, "is not the digest of the bytes that were received; send them again");
          }
        });
  }

  private static FaultException refused(String header, String why) {
    return new FaultException(new Fault(HEADER, header, why));
  }
}
