// SPDX-License-Identifier: Apache-2.0
package dev.assay.artifacts;

import dev.assay.contracts.ArtifactRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * Keeps immutable bytes under the SHA-256 of their content. A reference identifies the bytes and
 * never their location; equal bytes have equal references, so putting twice is harmless. Safe for
 * many threads and many processes at once. Every method fails with an {@link ArtifactException}.
 */
public interface ArtifactStore {
  /**
   * Copies the file, which may change or disappear afterwards. The artifact is not visible before
   * all its bytes are on disk.
   */
  ArtifactRef put(Path file, String mediaType);

  /** Reads the stream to its end and leaves closing it to the caller. */
  ArtifactRef put(InputStream bytes, String mediaType);

  /** Opens the bytes. If they are damaged, reading fails at the end of the stream. */
  InputStream open(ArtifactRef ref);

  /**
   * Reads all bytes and compares them with the reference.
   *
   * @return false if they are missing or damaged
   */
  default boolean isIntact(ArtifactRef ref) {
    try (InputStream bytes = open(ref)) {
      bytes.transferTo(OutputStream.nullOutputStream());
      return true;
    } catch (ArtifactException.Missing | ArtifactException.Corrupt e) {
      return false;
    } catch (IOException e) {
      throw new ArtifactException.Unavailable("cannot read " + ref.uri(), e);
    }
  }

  /** A read-only file with the bytes, verified once, fit for memory mapping. */
  Path local(ArtifactRef ref);

  /** Deletes the bytes; it is no error if they are not there. */
  void delete(ArtifactRef ref);
}
