package dev.assay.artifacts;

import dev.assay.contracts.ArtifactRef;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Keeps immutable bytes under the SHA-256 of their content. A reference says what the bytes are,
 * never where they lie; equal bytes have equal references, so putting twice is harmless. Safe for
 * many threads and many processes at once. Every method fails with an {@link ArtifactException}.
 */
public interface ArtifactStore {
  /**
   * Copies the file; it may change or go afterwards. Nothing is visible before all of it is on
   * disk.
   */
  ArtifactRef put(Path file, String mediaType);

  /** Reads the stream to its end and leaves closing it to the caller. */
  ArtifactRef put(InputStream bytes, String mediaType);

  /** The bytes from the start. Reading to the end of bytes that were damaged fails. */
  InputStream open(ArtifactRef ref);

  /** A read-only file with the bytes, verified once, fit for memory mapping. */
  Path local(ArtifactRef ref);

  /** Forgets the bytes; no error when they are not there. */
  void delete(ArtifactRef ref);
}
