// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.thumbnail;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The files of the last versions that somebody looked at stay open: opening one reads its list. */
@Singleton
class OpenThumbnails {
  private static final Logger LOG = Logger.getLogger(OpenThumbnails.class);
  private static final int MOST = 4;

  private final ArtifactStore store;
  private final Map<ArtifactRef, ThumbnailFile> open = new LinkedHashMap<>(MOST, 0.75f, true);

  OpenThumbnails(ArtifactStore store) {
    this.store = store;
  }

  /** Empty if the file does not have it, or the store has lost the file. */
  synchronized Optional<byte[]> get(ArtifactRef ref, String content) {
    try {
      ThumbnailFile file = open.get(ref);
      if (file == null) {
        file = new ThumbnailFile(store.local(ref));
        open.put(ref, file);
        closeOldest();
      }
      return file.get(content);
    } catch (ArtifactException.Missing | ArtifactException.Corrupt e) {
      LOG.warnf("thumbnails are made on demand: %s", e.getMessage());
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException("thumbnails cannot be read", e);
    }
  }

  private void closeOldest() throws IOException {
    while (open.size() > MOST) {
      Map.Entry<ArtifactRef, ThumbnailFile> oldest = open.entrySet().iterator().next();
      open.remove(oldest.getKey());
      oldest.getValue().close();
    }
  }

  @PreDestroy
  synchronized void close() throws IOException {
    for (ThumbnailFile file : open.values()) {
      file.close();
    }
    open.clear();
  }
}
