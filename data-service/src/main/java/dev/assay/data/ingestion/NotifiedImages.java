// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import static dev.assay.data.ingestion.StagingFolder.refused;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.ingestion.ImagesArrived;
import dev.assay.datasets.source.ArchiveUnpacker;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Images that another system put into the artifact store, and that it notifies us of by event. */
@ApplicationScoped
public class NotifiedImages {
  private static final String SOURCE = "topic";

  private final BatchCollector batches;
  private final StagingFolder staging;
  private final ArtifactStore store;

  NotifiedImages(BatchCollector batches, StagingFolder staging, ArtifactStore store) {
    this.batches = batches;
    this.staging = staging;
    this.store = store;
  }

  /**
   * Adds the images of an event to a batch, in the caller's transaction.
   *
   * @throws FaultException if there is no such data set, it accepts no images, or there are too
   *     many
   * @throws dev.assay.artifacts.ArtifactException if an image is not in the store
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void accept(ImagesArrived event) {
    staging.requireAccepting(event.dataset());
    staging.refuseTooMuch(
        event.images().size(), event.images().stream().mapToLong(i -> i.file().size()).sum());
    try {
      staging.stage(
          folder -> copy(event, folder), files -> batches.addSent(event.dataset(), files, SOURCE));
    } catch (IOException e) {
      throw new UncheckedIOException("images from the artifact store cannot be kept", e);
    }
  }

  private void copy(ImagesArrived event, Path folder) throws IOException {
    for (ImagesArrived.Image image : event.images()) {
      // The fault has no path: everybody can read the reasons on the dead-letter topic.
      Path target =
          ArchiveUnpacker.below(folder, image.path())
              .orElseThrow(() -> refused("images.path", null, "must be a path in the data set"));
      Files.createDirectories(target.getParent());
      Files.copy(store.local(image.file()), target);
    }
  }
}
