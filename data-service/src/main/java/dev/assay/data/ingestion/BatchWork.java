// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.data.WorkFolder;
import dev.assay.data.dataset.DatasetRegistry;
import dev.assay.data.dataset.DatasetUploads;
import dev.assay.data.ingestion.ClosedBatches.ClosedBatch;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.VersionRow;
import dev.assay.data.study.NewDataHandler;
import dev.assay.data.study.NewDataHandler.Reaction;
import dev.assay.datasets.scan.FileStamp;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The work of batches: registers a version of the data set for each closed batch, in order, and has
 * its studies handle the new data if the version has other content than the one before. Work that
 * was interrupted is done again with the same result, because a version is known by its content and
 * a study by its versions.
 */
@ApplicationScoped
public class BatchWork {
  private static final Logger LOG = Logger.getLogger(BatchWork.class);

  private final ClosedBatches batches;
  private final DatasetRegistry registry;
  private final DatasetUploads uploads;
  private final StagingFolder staging;
  private final WorkFolder work;
  private final NewDataHandler newData;

  BatchWork(
      ClosedBatches batches,
      DatasetRegistry registry,
      DatasetUploads uploads,
      StagingFolder staging,
      WorkFolder work,
      NewDataHandler newData) {
    this.batches = batches;
    this.registry = registry;
    this.uploads = uploads;
    this.staging = staging;
    this.work = work;
    this.newData = newData;
  }

  private record Current(String version, Path folder) {
    static Current of(String dataset) {
      VersionRow row = DatasetRow.of(dataset).orElseThrow().version();
      return new Current(row.contentHash, Path.of(row.root));
    }
  }

  /**
   * Works on all closed batches. A batch that fails for another reason than its files waits for the
   * next call.
   */
  public void run() {
    Set<String> waiting = new HashSet<>();
    for (ClosedBatch batch : batches.inOrder()) {
      if (waiting.contains(batch.dataset())) {
        continue;
      }
      try {
        run(batch);
      } catch (ClosedBatches.FencedOutException e) {
        LOG.warn(e.getMessage());
        return;
      } catch (IOException | RuntimeException e) {
        waiting.add(batch.dataset());
        LOG.errorf(e, "batch %d of %s is tried again later", batch.id(), batch.dataset());
      }
    }
  }

  private void run(ClosedBatch batch) throws IOException {
    Current current = QuarkusTransaction.requiringNew().call(() -> Current.of(batch.dataset()));
    String before = batches.start(batch, current.version());
    Map<String, Path> staged = batches.staged(batch);
    String version;
    try {
      version = version(batch, current.folder(), staged);
    } catch (FaultException e) {
      batches.failed(batch, reason(e));
      staging.removeUnused(staged.values());
      LOG.warnf("batch %d of %s cannot be used", batch.id(), batch.dataset());
      return;
    }
    boolean changed = !version.equals(before);
    List<Reaction> reactions = changed ? newData.handle(batch.dataset()) : List.of();
    batches.done(batch, version, reactions);
    staging.removeUnused(staged.values());
    LOG.infof(
        "batch %d of %s: %s, %d studies",
        batch.id(),
        batch.dataset(),
        changed ? "a new version" : "nothing has changed",
        reactions.size());
  }

  private String version(ClosedBatch batch, Path folder, Map<String, Path> staged)
      throws IOException {
    if (staged.isEmpty()) {
      return registry
          .registerAgain(
              batch.dataset(), folder, isComplete(batch, folder), () -> batches.lock(batch))
          .version();
    }
    if (!work.owns(folder)) {
      throw new FaultException(
          new Fault(
              "name",
              batch.dataset(),
              "was registered from a folder of the server after images had been sent for it"));
    }
    return uploads.add(batch.dataset(), folder, staged, () -> batches.lock(batch)).version();
  }

  /** Files that came after the batch, or that are still being written, are not read. */
  private Predicate<Path> isComplete(ClosedBatch batch, Path folder) {
    Map<String, String> stamps = batches.stamps(batch);
    return file -> {
      String stamp = stamps.get(folder.relativize(file).toString());
      return stamp != null
          && FileStamp.of(file).map(FileStamp::text).filter(stamp::equals).isPresent();
    };
  }

  private static String reason(FaultException e) {
    return e.faults().stream().map(Fault::message).collect(Collectors.joining("; "));
  }
}
