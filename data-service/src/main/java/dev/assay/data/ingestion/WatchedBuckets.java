package dev.assay.data.ingestion;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.data.DataConfig;
import dev.assay.data.WorkFolder;
import dev.assay.data.store.BucketRow;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.TakenObjectRow;
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
 * Takes the new objects of buckets as images of uploaded data sets: by listing now and then, and at
 * once where a notification says that there is one. An object is whole when it is there, so nothing
 * need lie still; one that is deleted stays in the data set.
 */
@ApplicationScoped
public class WatchedBuckets {
  private static final Logger LOG = Logger.getLogger(WatchedBuckets.class);

  private final SentImages images;
  private final Buckets buckets;
  private final WorkFolder work;
  private final Clock clock;
  private final Duration poll;

  /** When each was listed last, as it is watched: another place is listed at once. */
  private final Map<BucketView, Instant> looked = new ConcurrentHashMap<>();

  WatchedBuckets(
      SentImages images, Buckets buckets, WorkFolder work, Clock clock, DataConfig config) {
    this.images = images;
    this.buckets = buckets;
    this.work = work;
    this.clock = clock;
    this.poll = config.arrivals().bucketPoll();
  }

  /**
   * @param bucket name
   * @param prefix before every key; what follows it is the path in the data set
   */
  public record NewBucket(@Nullable String bucket, @Nullable String prefix) {}

  /**
   * Takes the objects of a bucket from now on, those that are there included.
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
              "was registered from a folder of the server; only a data set that was uploaded takes"
                  + " objects of a bucket"));
    }
    if (bucket == null || bucket.isBlank()) {
      faults.add(new Fault("bucket", bucket, "is missing; it must be the name of a bucket"));
    } else {
      try {
        buckets.list(bucket, prefix);
      } catch (IOException e) {
        LOG.debug("not a bucket that can be watched", e);
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
      TakenObjectRow.delete("dataset", dataset);
    }
    row.bucket = bucket;
    row.prefix = prefix;
    if (known.isEmpty()) {
      row.dataset = dataset;
      row.since = clock.instant();
      row.persist();
    }
    BucketView view = view(row);
    looked.remove(view);
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
   * @return what was watched; empty if nothing was
   */
  @Transactional
  public Optional<BucketView> stop(String dataset) {
    Optional<BucketView> watched = of(dataset);
    BucketRow.deleteById(dataset);
    TakenObjectRow.delete("dataset", dataset);
    return watched;
  }

  /** Lists the buckets whose time it is, and takes what is new. */
  void look() {
    Instant now = clock.instant();
    List<BucketView> watches = watches();
    looked.keySet().retainAll(watches);
    for (BucketView watch : watches) {
      Instant last = looked.getOrDefault(watch, Instant.EPOCH);
      if (last.plus(poll).isAfter(now)) {
        continue;
      }
      try {
        take(watch, buckets.list(watch.bucket(), watch.prefix()));
        looked.put(watch, now);
      } catch (IOException e) {
        LOG.warnf("bucket of %s: %s; tried again", watch.dataset(), e.getMessage());
      } catch (FaultException e) {
        looked.put(watch, now);
        LOG.warnf("what lies in the bucket of %s cannot be taken", watch.dataset());
      }
    }
  }

  private static List<BucketView> watches() {
    return QuarkusTransaction.requiringNew()
        .call(() -> BucketRow.sorted().stream().map(WatchedBuckets::view).toList());
  }

  /**
   * An object was created; taken at once by the data sets that watch its place.
   *
   * @throws IOException if it cannot be read; the next listing finds it
   */
  public void created(String bucket, String key) throws IOException {
    for (BucketView watch : watches()) {
      if (watch.bucket().equals(bucket) && key.startsWith(watch.prefix())) {
        List<Found> here =
            buckets.list(bucket, key).stream().filter(f -> f.key().equals(key)).toList();
        take(watch, here);
      }
    }
  }

  private void take(BucketView watch, List<Found> found) throws IOException {
    Map<String, String> taken =
        QuarkusTransaction.requiringNew().call(() -> TakenObjectRow.ofDataset(watch.dataset()));
    List<Found> fresh =
        found.stream()
            .filter(f -> !f.key().endsWith("/"))
            .filter(f -> !f.etag().equals(taken.get(f.key())))
            .toList();
    if (!fresh.isEmpty()) {
      images.fetched(watch, fresh, buckets);
    }
  }
}
