// SPDX-License-Identifier: Apache-2.0
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
 * The secret key of an installation (HMAC-SHA-256). Without it nobody can find a patient or a file
 * by trying all numbers or names. Patients, files and contents are hashed under keys of their own,
 * which are derived from it, so that a hash for one purpose says nothing about another.
 */
public final class GroupKey {
  private static final int BYTES = 32;
  private static final int PSEUDONYM_DIGITS = 32;
  private static final String ALGORITHM = "HmacSHA256";

  /** Patients are hashed under the secret itself, as they were before there were purposes. */
  private final SecretKeySpec key;

  private final SecretKeySpec ofImages;
  private final SecretKeySpec ofContents;

  private GroupKey(byte[] secret) {
    this.key = new SecretKeySpec(secret, ALGORITHM);
    this.ofImages = derived("assay image ids");
    this.ofContents = derived("assay image contents");
  }

  private SecretKeySpec derived(String purpose) {
    return new SecretKeySpec(code(key, purpose), ALGORITHM);
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
   * Reads the key from a file; if the file does not exist, creates it, readable by its owner only.
   * Two processes that do this at the same time get the same key.
   *
   * @throws IOException if the file cannot be read or created, or contains no key
   */
  public static GroupKey ofFile(Path file) throws IOException {
    if (!Files.exists(file)) {
      create(file);
    }
    try {
      return of(HexFormat.of().parseHex(Files.readString(file).strip()));
    } catch (IllegalArgumentException e) {
      throw new IOException("the group key file must contain at least 32 hexadecimal digits", e);
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
    // On file systems with owners, a temporary file can be read by its owner only.
    Path fresh = Files.createTempFile(folder, ".group-key", "");
    Files.writeString(fresh, HexFormat.of().formatHex(secret) + "\n");
    try {
      // A hard link is atomic, and never replaces the file of another process.
      Files.createLink(file, fresh);
      Files.delete(fresh);
    } catch (FileAlreadyExistsException e) {
      Files.delete(fresh);
    } catch (UnsupportedOperationException e) {
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }
  }

  /**
   * @param patient identifies a patient within the layout
   * @return 32 hexadecimal digits
   */
  public String pseudonym(String patient) {
    return HexFormat.of().formatHex(code(key, patient)).substring(0, PSEUDONYM_DIGITS);
  }

  /**
   * The id under which results name an image.
   *
   * @param image hash of its path
   * @return 64 hexadecimal digits
   */
  public String imageId(String image) {
    return HexFormat.of().formatHex(code(ofImages, image));
  }

  /**
   * What results may know of the bytes of an image: whether they are those of another image.
   *
   * @param sha256 of the bytes
   * @return 64 hexadecimal digits
   */
  public String contentId(String sha256) {
    return HexFormat.of().formatHex(code(ofContents, sha256));
  }

  private static byte[] code(SecretKeySpec key, String text) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }
}
