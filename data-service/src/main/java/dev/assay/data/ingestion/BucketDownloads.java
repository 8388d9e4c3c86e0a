// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.contracts.FaultException;
import dev.assay.data.store.DownloadedObjectRow;
import dev.assay.datasets.source.ArchiveUnpacker;
import dev.assay.s3.Buckets;
import dev.assay.s3.Buckets.Found;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jboss.logging.Logger;

/** Downloads objects of watched buckets and adds them to batches. */
@ApplicationScoped
class BucketDownloads {
  private static final Logger LOG = Logger.getLogger(BucketDownloads.class);
  private static final String SOURCE = "bucket";

  private final BatchCollector batches;
  private final StagingFolder staging;
  private final Buckets buckets;
  private final EntityManager entities;

  BucketDownloads(
      BatchCollector batches, StagingFolder staging, Buckets buckets, EntityManager entities) {
    this.batches = batches;
    this.staging = staging;
    this.buckets = buckets;
    this.entities = entities;
  }

  /**
   * Downloads objects, and remembers their entity tags with the batch in one transaction.
   *
   * @throws FaultException if the data set accepts no images, or there are too many
   * @throws IOException if one cannot be read or the disk is full
   */
  void download(BucketView watch, List<Found> objects) throws IOException {
    staging.requireAccepting(watch.dataset());
    staging.refuseTooMuch(objects.size(), objects.stream().mapToLong(Found::size).sum());
    Map<String, String> tags = new TreeMap<>();
    staging.stage(
        folder -> {
          for (Found object : objects) {
            Optional<Path> target =
                ArchiveUnpacker.below(folder, object.key().substring(watch.prefix().length()));
            if (target.isEmpty()) {
              LOG.warnf("an object of %s is skipped: its key is no path", watch.dataset());
              continue;
            }
            Files.createDirectories(target.get().getParent());
            tags.put(object.key(), buckets.download(watch.bucket(), object.key(), target.get()));
          }
        },
        files ->
            QuarkusTransaction.requiringNew()
                .call(
                    () -> {
                      long batch = batches.addSent(watch.dataset(), files, SOURCE);
                      tags.forEach(
                          (key, tag) ->
                              DownloadedObjectRow.keep(entities, watch.dataset(), key, tag));
                      return batch;
                    }));
  }
}
