// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.crate;

import dev.assay.cli.CliException;
import dev.assay.contracts.Hash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;

/**
 * Ed25519 keys (RFC 8032) in PEM files as OpenSSL writes them: {@code openssl genpkey -algorithm
 * ed25519} and {@code openssl pkey -pubout} make the same two files.
 */
public final class SigningKey {
  private static final String ALGORITHM = "Ed25519";
  private static final String PRIVATE = "PRIVATE KEY";
  private static final String PUBLIC = "PUBLIC KEY";
  private static final int LONGEST = 10_000;

  private SigningKey() {}

  /** The file of the public key beside that of the private one. */
  public static Path publicFile(Path key) {
    return key.resolveSibling(key.getFileName() + ".pub");
  }

  /**
   * Makes a private key that only its owner can read, and the public key beside it.
   *
   * @return the fingerprint of the public key
   * @throws CliException if one of the files is there already, or cannot be written
   */
  public static String create(Path file) {
    try {
      KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
      if (Files.exists(publicFile(file))) {
        throw new FileAlreadyExistsException(publicFile(file).toString());
      }
      write(file, pem(PRIVATE, pair.getPrivate().getEncoded()), ownerOnly());
      write(publicFile(file), pem(PUBLIC, pair.getPublic().getEncoded()));
      return fingerprint(pair.getPublic());
    } catch (FileAlreadyExistsException e) {
      throw CliException.badInput(
          "%s is there already; a key is never overwritten".formatted(e.getMessage()));
    } catch (IOException e) {
      throw CliException.environment("the key cannot be written: " + e.getMessage());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + ALGORITHM, e);
    }
  }

  private static FileAttribute<?>[] ownerOnly() {
    return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
        }
        : new FileAttribute<?>[0];
  }

  private static void write(Path file, String text, FileAttribute<?>... attributes)
      throws IOException {
    try (var channel =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      channel.write(java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
    }
  }

  private static String pem(String kind, byte[] der) {
    String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + kind + "-----\n" + lines + "\n-----END " + kind + "-----\n";
  }

  /**
   * @throws CliException if the file is no such key
   */
  public static PrivateKey readPrivate(Path file) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePrivate(new PKCS8EncodedKeySpec(der(file, PRIVATE)));
    } catch (GeneralSecurityException e) {
      throw noKey(file, PRIVATE);
    }
  }

  /**
   * @throws CliException if the file is no such key
   */
  public static PublicKey readPublic(Path file) {
    try {
      return KeyFactory.getInstance(ALGORITHM)
          .generatePublic(new X509EncodedKeySpec(der(file, PUBLIC)));
    } catch (GeneralSecurityException e) {
      throw noKey(file, PUBLIC);
    }
  }

  private static byte[] der(Path file, String kind) {
    String text;
    try {
      if (Files.size(file) > LONGEST) {
        throw noKey(file, kind);
      }
      text = Files.readString(file, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw CliException.badInput("the key %s cannot be read: %s".formatted(file, e.getMessage()));
    }
    String begin = "-----BEGIN " + kind + "-----";
    String end = "-----END " + kind + "-----";
    if (!text.startsWith(begin) || !text.endsWith(end)) {
      throw noKey(file, kind);
    }
    try {
      return Base64.getMimeDecoder()
          .decode(text.substring(begin.length(), text.length() - end.length()));
    } catch (IllegalArgumentException e) {
      throw noKey(file, kind);
    }
  }

  private static CliException noKey(Path file, String kind) {
    return CliException.badInput(
        "%s is no Ed25519 key; it must be a PEM file that begins with -----BEGIN %s-----"
            .formatted(file, kind));
  }

  /** The first 32 digits of the SHA-256 of the key's DER form. */
  public static String fingerprint(PublicKey key) {
    return Hash.ofBytes(key.getEncoded()).substring(0, 32);
  }

  /** The 64 bytes of the signature in Base64, with a line feed. */
  static String sign(PrivateKey key, byte[] message) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initSign(key);
      signature.update(message);
      return Base64.getEncoder().encodeToString(signature.sign()) + "\n";
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an Ed25519 key signs", e);
    }
  }

  static boolean isSignature(PublicKey key, byte[] message, String signed) {
    try {
      Signature signature = Signature.getInstance(ALGORITHM);
      signature.initVerify(key);
      signature.update(message);
      return signature.verify(Base64.getDecoder().decode(signed.strip()));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // Neither 64 bytes nor Base64: no signature.
      return false;
    }
  }
}
