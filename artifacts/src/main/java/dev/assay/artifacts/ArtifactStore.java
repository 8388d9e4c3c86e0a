// SPDX-License-Identifier: Apache-2.0
package dev.assay.artifacts;

import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.file.BlockHashes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

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

  /**
   * Finds out which blocks of a file a reader needs. It asks several times, because what it needs
   * may stand in the file.
   */
  interface Part {
    /**
     * @param list of the blocks of the file
     * @param file gives a file of the whole length that has at least the blocks it is asked for
     * @return the file that the reader opens, with all that it needs
     */
    Path find(BlockHashes list, Function<BitSet, Path> file) throws IOException;
  }

  /**
   * A file with at least the bytes that a reader needs, verified once. A store that copies nothing
   * gives the whole file. Another may give a file of the whole length with a part of its bytes and
   * zeros elsewhere, which grows while others need more of it: fit for reading, not for mapping.
   *
   * @param blocks the {@link BlockHashes} of the artifact; absent: the whole file is there
   */
  default Path local(ArtifactRef ref, @Nullable ArtifactRef blocks, Part part) {
    return local(ref);
  }

  /** Deletes the bytes; it is no error if they are not there. */
  void delete(ArtifactRef ref);
}
