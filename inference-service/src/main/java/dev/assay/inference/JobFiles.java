// SPDX-License-Identifier: Apache-2.0
package dev.assay.inference;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Actor;
import dev.assay.contracts.ArtifactRef;
import dev.assay.outbox.WorkFailure;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Path;
import org.jboss.logging.Logger;

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
