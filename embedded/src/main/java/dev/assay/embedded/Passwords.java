// SPDX-License-Identifier: Apache-2.0
package dev.assay.embedded;

import java.security.SecureRandom;
import java.util.HexFormat;

/** Random passwords, which nobody has to type. */
public final class Passwords {
  private static final SecureRandom RANDOM = new SecureRandom();

  private Passwords() {}

  /** 128 random bits as 32 hexadecimal digits. */
  public static String random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
