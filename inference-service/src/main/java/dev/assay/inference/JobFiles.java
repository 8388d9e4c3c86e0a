// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Part;
import dev.assay.contracts.file.PixelsPart;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.outbox.WorkFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The files of child processes in the store; where it fails, the work is tried again. */
@ApplicationScoped
public class JobFiles {
  private static final Logger LOG = Logger.getLogger(JobFiles.class);

  private final ArtifactStore store;

  JobFiles(ArtifactStore store) {
    this.store = store;
  }

  /** The path of a local copy. */
  String local(ArtifactRef ref) throws WorkFailure {
    try {
      return store.local(ref).toString();
    } catch (ArtifactException e) {
      LOG.warnf(e, "an artifact cannot be read");
      throw failure("the artifact " + ref.uri() + " cannot be read from the store", e);
    }
  }

  /** The path of a copy of packed images that has at least the pixels of some. */
  String pixels(ArtifactRef pixels, @Nullable ArtifactRef blocks, List<String> images)
      throws WorkFailure {
    try {
      return store.local(pixels, blocks, new PixelsPart(images)::find).toString();
    } catch (ArtifactException e) {
      LOG.warnf(e, "packed images cannot be read");
      throw failure("the packed images " + pixels.uri() + " cannot be read from the store", e);
    }
  }

  /** The images that a scoring scores. */
  List<String> images(ScoringJob job, Part... parts) throws WorkFailure {
    try {
      SplitManifest split = SplitManifest.read(Path.of(local(job.splitManifest())));
      return Stream.of(parts)
          .flatMap(part -> split.part(part).stream())
          .map(SplitManifest.Entry::image)
          .toList();
    } catch (IOException | IllegalArgumentException e) {
      throw new WorkFailure(
          "the split manifest cannot be used: " + e.getMessage(), Actor.DEVELOPER.name(), false, e);
    }
  }

  /**
   * @param what it is, for the reason of a failure
   */
  ArtifactRef put(Path file, String mediaType, String what) throws WorkFailure {
    try {
      return store.put(file, mediaType);
    } catch (ArtifactException e) {
      LOG.warnf(e, "the %s cannot be stored", what);
      throw failure("the %s cannot be stored: the artifact store fails".formatted(what), e);
    }
  }

  private static WorkFailure failure(String reason, ArtifactException cause) {
    return new WorkFailure(reason, Actor.OPERATOR.name(), true, cause);
  }
}
