// SPDX-License-Identifier: Apache-2.0
package dev.assay.artifacts;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;

/**
 * Hashes the bytes that are read, and fails at the end of the stream if they are not those of the
 * reference.
 */
public final class VerifiedStream extends FilterInputStream {
  private final MessageDigest digest = Hash.digest();
  private final ArtifactRef ref;
  private final String where;
  private boolean ended;

  /**
   * @param where the bytes lie, for the message
   */
  public VerifiedStream(InputStream in, ArtifactRef ref, String where) {
    super(in);
    this.ref = ref;
    this.where = where;
  }

  @Override
  public int read() throws IOException {
    int value = in.read();
    if (value >= 0) {
      digest.update((byte) value);
    } else {
      verify();
    }
    return value;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int count = in.read(buffer, offset, length);
    if (count > 0) {
      digest.update(buffer, offset, count);
    } else if (count < 0) {
      verify();
    }
    return count;
  }

  /** Skipped bytes must be hashed as well, so they are read. */
  @Override
  public long skip(long count) throws IOException {
    byte[] buffer = new byte[8192];
    long left = count;
    while (left > 0) {
      int read = read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        break;
      }
      left -= read;
    }
    return count - left;
  }

  @Override
  public boolean markSupported() {
    return false;
  }

  private void verify() {
    if (ended) {
      return;
    }
    ended = true;
    String found = Hash.hex(digest);
    if (!found.equals(ref.sha256())) {
      throw new ArtifactException.Corrupt(ref, where, "sha256 " + found);
    }
  }
}
