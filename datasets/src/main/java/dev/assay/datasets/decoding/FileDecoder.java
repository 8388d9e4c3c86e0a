// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import dev.assay.contracts.Hash;
import dev.assay.datasets.image.UnusableImageException;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Decodes the bytes of files. Implementations are safe for use by several threads. */
public interface FileDecoder {
  /**
   * @param digest is updated with the bytes that were decoded
   * @throws UnusableImageException with the reason, if the bytes are no complete image, or decoding
   *     them needs too much time or memory
   * @throws IOException if the bytes cannot be read
   */
  DecodedImage decode(ImageBytes bytes, Wanted wanted, MessageDigest digest)
      throws UnusableImageException, IOException, InterruptedException;

  /**
   * An image with the hash of its bytes.
   *
   * @param sha256 of exactly the bytes that were decoded
   */
  record Hashed(String sha256, DecodedImage image) {}

  /** As {@link #decode}, with the hash of the bytes. */
  default Hashed decodeAndHash(ImageBytes bytes, Wanted wanted)
      throws UnusableImageException, IOException, InterruptedException {
    MessageDigest digest = Hash.digest();
    DecodedImage image = decode(bytes, wanted, digest);
    return new Hashed(HexFormat.of().formatHex(digest.digest()), image);
  }
}
