package dev.assay.datasets.scan;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that turns patients into pseudonyms: HMAC-SHA-256, so that nobody without the key can
 * find a patient by trying numbers. The same patient has the same pseudonym under the same key.
 */
public final class GroupKey {
  private static final int BYTES = 32;
  private static final int PSEUDONYM_DIGITS = 32;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;

  private GroupKey(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
  }

  /**
   * @param secret at least 16 bytes
   */
  public static GroupKey of(byte[] secret) {
    if (secret.length < 16) {
      throw new IllegalArgumentException(
          "a group key needs at least 16 bytes, not " + secret.length);
    }
    return new GroupKey(secret.clone());
  }

  /**
   * Reads the key of a file, or makes one that only its owner can read. Two processes that start at
   * once get the same key.
   *
   * @throws IOException if the file cannot be read or made, or holds no key
   */
  public static GroupKey ofFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    try {
      return of(HexFormat.of().parseHex(Files.readString(file).strip()));
    } catch (IllegalArgumentException e) {
      throw new IOException("the group key file must hold hexadecimal digits, at least 32", e);
    }
  }

  private static void create(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder == null) {
      throw new IOException("the group key file cannot be the root of a file system");
    }
    Files.createDirectories(folder);
    byte[] secret = new byte[BYTES];
    new SecureRandom().nextBytes(secret);
    // Where the file system knows owners, temporary files are readable by theirs only.
    Path fresh = Files.createTempFile(folder, ".group-key", "");
    Files.writeString(fresh, HexFormat.of().formatHex(secret) + "\n");
    try {
      // A hard link appears whole or not at all, and never replaces what another process made.
      Files.createLink(file, fresh);
      Files.delete(fresh);
    } catch (FileAlreadyExistsException e) {
      Files.delete(fresh);
    } catch (UnsupportedOperationException e) {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * @param patient what tells patients apart within the layout
   * @return 32 hexadecimal digits
   */
  public String pseudonym(String patient) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      byte[] code = mac.doFinal(patient.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(code).substring(0, PSEUDONYM_DIGITS);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
