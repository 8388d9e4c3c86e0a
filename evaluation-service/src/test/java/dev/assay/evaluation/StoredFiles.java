// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Puts what a fixture makes up into a store. */
record StoredFiles(ArtifactStore store, Path scratch) {
  interface Writer {
    void write(Path file) throws IOException;
  }

  ArtifactRef put(String mediaType, Writer writer) {
    try {
      Path file = Files.createTempFile(scratch, "artifact-", ".tmp");
      writer.write(file);
      ArtifactRef ref = store.put(file, mediaType);
      Files.delete(file);
      return ref;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
