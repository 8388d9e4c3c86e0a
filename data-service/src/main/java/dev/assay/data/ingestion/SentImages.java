package dev.assay.data.ingestion;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.ingestion.ImagesArrived;
import dev.assay.data.DataConfig;
import dev.assay.data.WorkFolder;
import dev.assay.data.dataset.UploadLimits;
import dev.assay.data.dataset.ZipUnpacker;
import dev.assay.data.store.BatchFileRow;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.TakenObjectRow;
import dev.assay.s3.Buckets;
import dev.assay.s3.Buckets.Found;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Images that clients send for a data set that was uploaded. They wait in a folder of their own
 * until their batch is worked on; nothing of a request that fails is kept.
 */
@ApplicationScoped
public class SentImages {
  static final String FOLDER = "arrivals";
  private static final Logger LOG = Logger.getLogger(SentImages.class);
  private static final String UPLOAD = "upload";
  private static final String TOPIC = "topic";
  private static final String BUCKET = "bucket";
  private static final int BUFFER = 1 << 16;

  private final Batches batches;
  private final ArtifactStore store;
  private final EntityManager entities;
  private final WorkFolder work;
  private final UploadLimits limits;
  private final ZipUnpacker unpacker;

  SentImages(
      Batches batches,
      WorkFolder work,
      DataConfig config,
      ArtifactStore store,
      EntityManager entities) {
    this.batches = batches;
    this.store = store;
    this.entities = entities;
    this.work = work;
    this.limits = UploadLimits.of(config.upload());
    this.unpacker = new ZipUnpacker(limits);
  }

  /**
   * What came.
   *
   * @param batch its number; it is closed when nothing has come for a while
   * @param files of this request
   */
  public record Accepted(String dataset, long batch, int files) {}

  /** Something that is sent; it is read once. */
  public sealed interface Sent {
    /** Images by their paths in the data set. */
    record Archive(InputStream bytes) implements Sent {}

    /**
     * @param path in the data set, as its layout wants it
     */
    record Image(@Nullable String path, InputStream bytes) implements Sent {}
  }

  /**
   * @param digest value of the header {@code Content-Digest}
   * @return empty if there is no such data set
   * @throws FaultException if it cannot be taken; nothing of it is kept
   * @throws IOException if the stream breaks or the disk is full
   */
  public Optional<Accepted> accept(String dataset, Sent sent, @Nullable String digest)
      throws IOException {
    ContentDigest expected = ContentDigest.of(digest);
    if (!takes(dataset)) {
      return Optional.empty();
    }
    return Optional.of(keep(dataset, sent, expected));
  }

  /**
   * Whether there is such a data set.
   *
   * @throws FaultException if images of it lie where nobody but its owner puts any
   */
  private boolean takes(String dataset) {
    Optional<Path> root =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    DatasetRow.of(dataset)
                        .filter(row -> row.versionId != null)
                        .map(row -> Path.of(row.version().root)));
    if (root.isPresent() && !work.owns(root.get())) {
      throw new FaultException(
          new Fault(
              "name",
              dataset,
              "was registered from a folder of the server: put the images there and watch it; only"
                  + " a data set that was uploaded takes more uploads"));
    }
    return root.isPresent();
  }

  /**
   * Takes images that somebody put into the artifact store, in the caller's transaction.
   *
   * @throws FaultException if there is no such data set, it takes none, or there are too many
   * @throws dev.assay.artifacts.ArtifactException if one is not there
   */
  @Transactional(Transactional.TxType.MANDATORY)
  public void announced(ImagesArrived event) {
    if (!takes(event.dataset())) {
      throw refused("dataset", event.dataset(), "is no registered data set");
    }
    refuseTooMuch(
        event.images().size(), event.images().stream().mapToLong(i -> i.file().size()).sum());
    try {
      Path folder = work.fresh(FOLDER);
      boolean kept = false;
      try {
        Map<String, Path> files = new TreeMap<>();
        for (ImagesArrived.Image image : event.images()) {
          // Without the path: the dead-letter topic tells the reason to everybody.
          Path target =
              ZipUnpacker.below(folder, image.path())
                  .orElseThrow(
                      () -> refused("images.path", null, "must be a path in the data set"));
          Files.createDirectories(target.getParent());
          Files.copy(store.local(image.file()), target);
          files.put(folder.relativize(target).toString(), target);
        }
        batches.sent(event.dataset(), files, TOPIC);
        kept = true;
      } finally {
        if (!kept) {
          WorkFolder.delete(folder);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("images from the artifact store cannot be kept", e);
    }
  }

  /**
   * Takes objects of a bucket.
   *
   * @throws FaultException if the data set takes none, or there are too many
   * @throws IOException if one cannot be read or the disk is full
   */
  void fetched(BucketView watch, List<Found> objects, Buckets buckets) throws IOException {
    if (!takes(watch.dataset())) {
      throw refused("dataset", watch.dataset(), "is no registered data set");
    }
    refuseTooMuch(objects.size(), objects.stream().mapToLong(Found::size).sum());
    Path folder = work.fresh(FOLDER);
    boolean kept = false;
    try {
      Map<String, Path> files = new TreeMap<>();
      Map<String, String> tags = new TreeMap<>();
      for (Found object : objects) {
        Optional<Path> target =
            ZipUnpacker.below(folder, object.key().substring(watch.prefix().length()));
        if (target.isEmpty()) {
          LOG.warnf("an object of %s is passed over: its key is no path", watch.dataset());
          continue;
        }
        Files.createDirectories(target.get().getParent());
        tags.put(object.key(), buckets.download(watch.bucket(), object.key(), target.get()));
        files.put(folder.relativize(target.get()).toString(), target.get());
      }
      if (!files.isEmpty()) {
        QuarkusTransaction.requiringNew()
            .run(
                () -> {
                  batches.sent(watch.dataset(), files, BUCKET);
                  tags.forEach(
                      (key, tag) -> TakenObjectRow.keep(entities, watch.dataset(), key, tag));
                });
        kept = true;
      }
    } finally {
      if (!kept) {
        WorkFolder.delete(folder);
      }
    }
  }

  private void refuseTooMuch(int files, long bytes) {
    if (files > limits.files() || bytes > limits.bytes()) {
      throw refused(
          "images",
          null,
          "are %d with %d bytes; at most %d with %d are taken at once"
              .formatted(files, bytes, limits.files(), limits.bytes()));
    }
  }

  private Accepted keep(String dataset, Sent sent, ContentDigest digest) throws IOException {
    Path folder = work.fresh(FOLDER);
    boolean kept = false;
    try {
      switch (sent) {
        case Sent.Archive archive -> {
          InputStream bytes = digest.watching(archive.bytes());
          unpacker.unpack(new Unclosed(bytes), folder);
          drain(bytes);
        }
        case Sent.Image image -> write(image, digest.watching(image.bytes()), folder);
      }
      digest.check();
      Map<String, Path> files = files(folder);
      if (files.isEmpty()) {
        throw refused("archive", null, "has no file in it");
      }
      long batch = batches.sent(dataset, files, UPLOAD);
      kept = true;
      return new Accepted(dataset, batch, files.size());
    } finally {
      if (!kept) {
        WorkFolder.delete(folder);
      }
    }
  }

  private void write(Sent.Image image, InputStream bytes, Path folder) throws IOException {
    Path target =
        ZipUnpacker.below(folder, image.path() == null ? "" : image.path())
            .orElseThrow(
                () ->
                    refused(
                        "Assay-Path",
                        image.path(),
                        "must be the image's path in the data set, such as train/NORMAL/1.png"));
    Files.createDirectories(target.getParent());
    long count = 0;
    try (OutputStream out = Files.newOutputStream(target)) {
      byte[] buffer = new byte[BUFFER];
      for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
        count += read;
        if (count > limits.bytes()) {
          throw refused("body", null, "has more than " + limits.bytes() + " bytes");
        }
        out.write(buffer, 0, read);
      }
    }
    if (count == 0) {
      throw refused("body", null, "is empty");
    }
  }

  /** Behind the last file of an archive comes its list of contents, which belongs to the digest. */
  private void drain(InputStream bytes) throws IOException {
    byte[] buffer = new byte[BUFFER];
    long count = 0;
    for (int read = bytes.read(buffer); read >= 0; read = bytes.read(buffer)) {
      count += read;
      if (count > limits.bytes()) {
        throw refused("archive", null, "goes on for more than " + limits.bytes() + " bytes");
      }
    }
  }

  private static Map<String, Path> files(Path folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    try (Stream<Path> walk = Files.walk(folder)) {
      walk.filter(Files::isRegularFile)
          .forEach(file -> files.put(folder.relativize(file).toString(), file));
    }
    return files;
  }

  /**
   * Deletes what no batch waits for any more.
   *
   * @param ended files of a batch that has just ended
   */
  void removeUnused(Collection<Path> ended) throws IOException {
    List<Path> waiting =
        QuarkusTransaction.requiringNew().call(BatchFileRow::staged).stream()
            .map(Path::of)
            .toList();
    work.removeUnused(
        FOLDER,
        request -> waiting.stream().anyMatch(file -> file.startsWith(request)),
        request -> ended.stream().anyMatch(file -> file.startsWith(request)));
  }

  private static FaultException refused(String field, @Nullable String value, String why) {
    return new FaultException(new Fault(field, value, why));
  }

  /** The unpacker closes its stream, and there is more to read behind. */
  private static final class Unclosed extends FilterInputStream {
    Unclosed(InputStream in) {
      super(in);
    }

    @Override
    public void close() {
      // whoever opened it closes it
    }
  }
}
