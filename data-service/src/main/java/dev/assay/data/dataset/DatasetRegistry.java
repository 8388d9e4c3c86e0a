// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.file.DatasetManifest;
import dev.assay.data.WorkFolder;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.thumbnail.ScannedThumbnails;
import dev.assay.data.thumbnail.Thumbnails;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.layout.Provenance;
import dev.assay.datasets.leaks.Fingerprints;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.ErasedImages;
import dev.assay.datasets.scan.ImageObserver;
import dev.assay.datasets.scan.PublishedIds;
import dev.assay.datasets.source.ImageFiles;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Registers data sets: scans a folder and stores the result as a version. */
@ApplicationScoped
public class DatasetRegistry {
  private static final Logger LOG = Logger.getLogger(DatasetRegistry.class);
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  private final DecodingQueue decoding;
  private final Versions versions;
  private final FingerprintStore fingerprintStore;
  private final PublishedIds ids;
  private final Thumbnails thumbnails;
  private final ErasedIds erased;
  private final WorkFolder work;

  DatasetRegistry(
      DecodingQueue decoding,
      Versions versions,
      FingerprintStore fingerprintStore,
      PublishedIds ids,
      Thumbnails thumbnails,
      ErasedIds erased,
      WorkFolder work) {
    this.erased = erased;
    this.work = work;
    this.decoding = decoding;
    this.ids = ids;
    this.thumbnails = thumbnails;
    this.fingerprintStore = fingerprintStore;
    this.versions = versions;
  }

  /**
   * A folder to register. Every absent value has a default.
   *
   * @param layout name of a layout
   * @param path absolute, on the server
   * @param synthetic whether a program drew the images; a marker file in the folder states it, too
   * @param decoding decoding options; absent: those of the original study
   * @param source citation of the images; absent: that of the layout
   * @param licence must be stated with the source
   * @param strict whether a data set of which much is left out is refused
   */
  public record NewDataset(
      @Nullable String name,
      @Nullable String layout,
      @Nullable String path,
      @Nullable Boolean synthetic,
      @JsonAlias("reading") @Nullable DecodingOptions decoding,
      @Nullable String source,
      @Nullable String licence,
      @Nullable Boolean strict) {}

  /**
   * Scans and registers a folder.
   *
   * @throws FaultException with every fault; nothing is stored then
   */
  public DatasetView register(NewDataset wanted) {
    List<Fault> faults = nameAndLayout(wanted.name(), wanted.layout());
    Optional<Path> folder = folder(wanted.path(), faults);
    String source = wanted.source();
    String licence = wanted.licence();
    if ((source == null) != (licence == null)) {
      faults.add(
          new Fault(
              source == null ? "source" : "licence",
              null,
              "is missing; source and licence are stated together"));
    }
    if (!faults.isEmpty() || wanted.name() == null || wanted.layout() == null || folder.isEmpty()) {
      throw new FaultException(faults);
    }
    return register(
        wanted.name(),
        folder.get(),
        new Registration(
            wanted.layout(),
            Boolean.TRUE.equals(wanted.synthetic()),
            wanted.decoding() == null ? DecodingOptions.paper() : wanted.decoding(),
            source == null || licence == null ? null : new Provenance(source, licence),
            Boolean.TRUE.equals(wanted.strict())));
  }

  /** Registers a folder whose name and layout were checked. */
  private DatasetView register(String name, Path folder, Registration registration) {
    return register(name, folder, registration, () -> {});
  }

  /**
   * Likewise.
   *
   * @param fence runs first in the transaction that stores the version
   */
  DatasetView register(String name, Path folder, Registration registration, Runnable fence) {
    return register(name, folder, file -> true, registration, fence);
  }

  /**
   * Scans the folder of a data set again, with the settings of its registration.
   *
   * @param folder the registered folder, or one that replaces it
   * @param isComplete whether a file is complete; other files are ignored
   * @param fence runs first in the transaction that stores the version: it throws if the caller is
   *     fenced out
   * @return the version, which is the version before if nothing changed
   * @throws FaultException if the folder cannot be scanned; nothing is stored then
   */
  public DatasetView registerAgain(
      String name, Path folder, Predicate<Path> isComplete, Runnable fence) {
    Registration as =
        QuarkusTransaction.requiringNew()
            .call(() -> DatasetRow.of(name).map(row -> Registration.of(row.version())))
            .orElseThrow(() -> new IllegalStateException("data set " + name + " is not there"));
    return register(name, folder, isComplete, as, fence);
  }

  private DatasetView register(
      String name,
      Path folder,
      Predicate<Path> isComplete,
      Registration registration,
      Runnable fence) {
    DatasetVersion version = stored(name, folder, isComplete, registration, fence);
    LOG.infof(
        "data set %s: %d images of %d %ss, %d %s, %d files left out",
        name,
        version.images().size(),
        version.groups(),
        version.groupKind(),
        version.classes().size(),
        version.hasFindings() ? "findings" : "classes",
        version.quarantined().size());
    return find(name)
        .orElseThrow(() -> new IllegalStateException("data set " + name + " was not stored"));
  }

  /** As often as images are erased while they are read: the next scan passes over them. */
  private DatasetVersion stored(
      String name,
      Path folder,
      Predicate<Path> isComplete,
      Registration registration,
      Runnable fence) {
    while (true) {
      Fingerprints fingerprints = new Fingerprints();
      Instant begin = Instant.now();
      DatasetVersion version;
      try (ScannedThumbnails small = thumbnails.collect(fingerprints::add)) {
        version = scan(name, folder, isComplete, registration, small);
        thumbnails.keep(name, version, small);
      } catch (IOException e) {
        throw new UncheckedIOException("the thumbnails of a scan cannot be closed", e);
      }
      // Files that were not read again have their fingerprints from the scan before.
      fingerprintStore.store(fingerprints.of(version), version.decoding());
      try {
        versions.keep(name, version, begin, fence);
        return version;
      } catch (Versions.ErasedMeanwhileException e) {
        LOG.infof("data set %s is scanned again: %s", name, e.getMessage());
        versions.forget(version);
      }
    }
  }

  private DatasetVersion scan(
      String name,
      Path folder,
      Predicate<Path> isComplete,
      Registration registration,
      ImageObserver observer) {
    try {
      Layout layout = Layout.named(registration.layout());
      ErasedImages passedOver = erased.of(name);
      DatasetVersion version =
          registration.applyTo(
              decoding.scan(
                  name,
                  layout,
                  folder,
                  isComplete,
                  passedOver,
                  registration.decoding(),
                  versions.memory(name, folder),
                  observer));
      if (registration.strict()) {
        version.refuseIfMuchIsLeftOut();
      }
      if (work.owns(folder)) {
        deleteErased(passedOver, version);
      }
      return version;
    } catch (DatasetException e) {
      throw new FaultException(e.faults().stream().map(f -> new Fault("path", null, f)).toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while data set " + name + " was scanned", e);
    }
  }

  /** What was sent once more is not kept, even though no version has it. */
  private static void deleteErased(ErasedImages passedOver, DatasetVersion version) {
    for (Path file : passedOver.files()) {
      Path container = ImageFiles.container(file);
      if (version.images().stream().anyMatch(image -> image.file().startsWith(container))) {
        throw new FaultException(
            new Fault(
                "path",
                String.valueOf(container.getFileName()),
                "has an image that was erased, together with others; send it without that image"));
      }
      try {
        Files.deleteIfExists(container);
      } catch (IOException e) {
        throw new UncheckedIOException("a file whose image was erased cannot be deleted", e);
      }
    }
  }

  /** Faults of the values that every registration needs. */
  static List<Fault> nameAndLayout(@Nullable String name, @Nullable String layout) {
    List<Fault> faults = new ArrayList<>();
    if (name == null || !name.matches(NAME)) {
      faults.add(new Fault("name", name, "must be 1 to 64 letters, digits, '.', '_' and '-'"));
    }
    if (layout == null || !Layout.ALL.containsKey(layout.split("/", 2)[0])) {
      faults.add(
          new Fault("layout", layout, "must be one of " + String.join(", ", Layout.ALL.keySet())));
    }
    return faults;
  }

  private static Optional<Path> folder(@Nullable String path, List<Fault> faults) {
    if (path == null || path.isBlank()) {
      faults.add(new Fault("path", null, "is missing; it must be a folder on the server"));
      return Optional.empty();
    }
    try {
      Path folder = Path.of(path);
      if (folder.isAbsolute()) {
        return Optional.of(folder.normalize());
      }
    } catch (InvalidPathException e) {
      faults.add(
          new Fault(
              "path",
              path,
              "is no name of a folder in %s, the encoding of file names on the server; start the server with LC_ALL=C.UTF-8"
                  .formatted(System.getProperty("sun.jnu.encoding"))));
      return Optional.empty();
    }
    faults.add(new Fault("path", path, "must be an absolute path of a folder on the server"));
    return Optional.empty();
  }

  @Transactional
  public Optional<DatasetView> find(String name) {
    return DatasetRow.of(name).filter(row -> row.versionId != null).map(this::view);
  }

  /** The manifest of the newest version. */
  @Transactional
  public Optional<DatasetManifest> manifest(String name) {
    return DatasetRow.of(name)
        .filter(row -> row.versionId != null)
        .map(row -> ids.published(versions.load(row.version()).manifest(name)));
  }

  @Transactional
  public List<DatasetView> all() {
    return DatasetRow.sorted().stream().map(this::view).toList();
  }

  private DatasetView view(DatasetRow row) {
    return DatasetView.of(row.version(), versions.load(row.version()));
  }
}
