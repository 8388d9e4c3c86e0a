// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.data.DataConfig;
import dev.assay.data.WorkFolder;
import dev.assay.data.store.BucketRow;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.DownloadedObjectRow;
import dev.assay.s3.Buckets;
import dev.assay.s3.Buckets.Found;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Downloads new objects of buckets as images of uploaded data sets: by listing the bucket at
 * intervals, and at once when a notification names an object. An object that can be listed is
 * complete, so there is no need to wait for it. An object that is deleted stays in the data set.
 */
@ApplicationScoped
public class WatchedBuckets {
  private static final Logger LOG = Logger.getLogger(WatchedBuckets.class);

  private final BucketDownloads downloads;
  private final Buckets buckets;
  private final WorkFolder work;
  private final Clock clock;
  private final Duration poll;

  /** When each bucket was listed last. After a change of bucket or prefix it is listed at once. */
  private final Map<BucketView, Instant> polled = new ConcurrentHashMap<>();

  WatchedBuckets(
      BucketDownloads downloads, Buckets buckets, WorkFolder work, Clock clock, DataConfig config) {
    this.downloads = downloads;
    this.buckets = buckets;
    this.work = work;
    this.clock = clock;
    this.poll = config.ingestion().bucketPoll();
  }

  /**
   * A bucket to watch.
   *
   * @param bucket name
   * @param prefix of the keys; the rest of a key is the path in the data set
   */
  public record NewBucket(@Nullable String bucket, @Nullable String prefix) {}

  /**
   * Downloads the objects of a bucket from now on, including those that it already has.
   *
   * @return empty if there is no such data set
   * @throws FaultException with every fault
   */
  public Optional<BucketView> watch(String dataset, NewBucket wanted) {
    Optional<Path> root = QuarkusTransaction.requiringNew().call(() -> root(dataset));
    if (root.isEmpty()) {
      return Optional.empty();
    }
    List<Fault> faults = new ArrayList<>();
    String bucket = wanted.bucket();
    String prefix = wanted.prefix() == null ? "" : wanted.prefix();
    if (!prefix.isEmpty() && !prefix.endsWith("/")) {
      faults.add(new Fault("prefix", prefix, "must end with a slash"));
    }
    if (!work.owns(root.get())) {
      faults.add(
          new Fault(
              "name",
              dataset,
              "was registered from a folder of the server; only a data set that was uploaded"
                  + " accepts objects of a bucket"));
    }
    if (bucket == null || bucket.isBlank()) {
      faults.add(new Fault("bucket", bucket, "is missing; it must be the name of a bucket"));
    } else {
      try {
        buckets.list(bucket, prefix);
      } catch (IOException e) {
        LOG.debug("a bucket that cannot be watched", e);
        faults.add(new Fault("bucket", bucket, String.valueOf(e.getMessage())));
      }
    }
    if (!faults.isEmpty() || bucket == null) {
      throw new FaultException(faults);
    }
    return Optional.of(QuarkusTransaction.requiringNew().call(() -> keep(dataset, bucket, prefix)));
  }

  private BucketView keep(String dataset, String bucket, String prefix) {
    Optional<BucketRow> known = BucketRow.of(dataset);
    BucketRow row = known.orElseGet(BucketRow::new);
    if (known.isPresent() && !(row.bucket.equals(bucket) && row.prefix.equals(prefix))) {
      DownloadedObjectRow.delete("dataset", dataset);
    }
    row.bucket = bucket;
    row.prefix = prefix;
    if (known.isEmpty()) {
      row.dataset = dataset;
      row.since = clock.instant();
      row.persist();
    }
    BucketView view = view(row);
    polled.remove(view);
    return view;
  }

  private static Optional<Path> root(String dataset) {
    return DatasetRow.of(dataset)
        .filter(row -> row.versionId != null)
        .map(row -> Path.of(row.version().root));
  }

  private static BucketView view(BucketRow row) {
    return new BucketView(row.dataset, row.bucket, row.prefix, row.since.toString());
  }

  @Transactional
  public Optional<BucketView> of(String dataset) {
    return BucketRow.of(dataset).map(WatchedBuckets::view);
  }

  /**
   * Watches the bucket no longer. The images that were downloaded stay in the data set.
   *
   * @return how it was watched; empty if it was not
   */
  @Transactional
  public Optional<BucketView> stop(String dataset) {
    Optional<BucketView> watched = of(dataset);
    BucketRow.deleteById(dataset);
    DownloadedObjectRow.delete("dataset", dataset);
    return watched;
  }

  /** Lists the buckets whose interval is over, and downloads their new objects. */
  void poll() {
    Instant now = clock.instant();
    List<BucketView> watches = watches();
    polled.keySet().retainAll(watches);
    for (BucketView watch : watches) {
      Instant last = polled.getOrDefault(watch, Instant.EPOCH);
      if (last.plus(poll).isAfter(now)) {
        continue;
      }
      try {
        downloadNew(watch, buckets.list(watch.bucket(), watch.prefix()));
        polled.put(watch, now);
      } catch (IOException e) {
        LOG.warnf("bucket of %s: %s; it is tried again", watch.dataset(), e.getMessage());
      } catch (FaultException e) {
        polled.put(watch, now);
        LOG.warnf("the objects in the bucket of %s cannot be accepted", watch.dataset());
      }
    }
  }

  private static List<BucketView> watches() {
    return QuarkusTransaction.requiringNew()
        .call(() -> BucketRow.sorted().stream().map(WatchedBuckets::view).toList());
  }

  /**
   * Downloads an object that was created, for every data set that watches its key.
   *
   * @throws IOException if it cannot be read; the next listing finds it
   */
  public void created(String bucket, String key) throws IOException {
    for (BucketView watch : watches()) {
      if (watch.bucket().equals(bucket) && key.startsWith(watch.prefix())) {
        List<Found> here =
            buckets.list(bucket, key).stream().filter(f -> f.key().equals(key)).toList();
        downloadNew(watch, here);
      }
    }
  }

  private void downloadNew(BucketView watch, List<Found> found) throws IOException {
    Map<String, String> known =
        QuarkusTransaction.requiringNew()
            .call(() -> DownloadedObjectRow.ofDataset(watch.dataset()));
    List<Found> fresh =
        found.stream()
            .filter(f -> !f.key().endsWith("/"))
            .filter(f -> !f.etag().equals(known.get(f.key())))
            .toList();
    if (!fresh.isEmpty()) {
      downloads.download(watch, fresh);
    }
  }
}
