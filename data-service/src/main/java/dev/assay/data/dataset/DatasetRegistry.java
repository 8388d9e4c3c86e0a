package dev.assay.data.dataset;

import com.fasterxml.jackson.annotation.JsonAlias;
import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.contracts.file.DatasetManifest;
import dev.assay.data.store.DatasetRow;
import dev.assay.datasets.DatasetException;
import dev.assay.datasets.layout.Layout;
import dev.assay.datasets.layout.Provenance;
import dev.assay.datasets.leaks.Fingerprints;
import dev.assay.datasets.scan.DatasetVersion;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Registers data sets: looks at every image of a folder and keeps what was found as a version. */
@ApplicationScoped
public class DatasetRegistry {
  private static final Logger LOG = Logger.getLogger(DatasetRegistry.class);
  private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

  private final DecodingQueue decoding;
  private final Versions versions;
  private final FingerprintStore fingerprintStore;

  DatasetRegistry(DecodingQueue decoding, Versions versions, FingerprintStore fingerprintStore) {
    this.decoding = decoding;
    this.fingerprintStore = fingerprintStore;
    this.versions = versions;
  }

  /**
   * A folder to register; every absent value has its default.
   *
   * @param layout name of a layout
   * @param path absolute, on the server
   * @param synthetic whether a program drew the images; a marker file among them says so, too
   * @param decoding how files become pixels; absent: as the original study reads them
   * @param source where the images come from; absent: as the layout says
   * @param licence stated with the source
   */
  public record NewDataset(
      @Nullable String name,
      @Nullable String layout,
      @Nullable String path,
      @Nullable Boolean synthetic,
      @JsonAlias("reading") @Nullable DecodingOptions decoding,
      @Nullable String source,
      @Nullable String licence) {}

  /**
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
            source == null || licence == null ? null : new Provenance(source, licence)));
  }

  /** Registers a folder whose name and layout were checked. */
  DatasetView register(String name, Path folder, Registration registration) {
    return register(name, folder, file -> true, registration, () -> {});
  }

  /**
   * Looks again at a folder that a data set was registered from, in the way that it was then.
   *
   * @param folder the same one, or one that took its place
   * @param arrived whether a file is there whole
   * @param fence runs in the transaction that keeps the version, before it: it throws if that must
   *     not be kept any more
   * @return the version, which is the one before if nothing changed
   * @throws FaultException if the folder cannot be read as it was; nothing is stored then
   */
  public DatasetView registerAgain(
      String name, Path folder, Predicate<Path> arrived, Runnable fence) {
    Registration as =
        QuarkusTransaction.requiringNew()
            .call(() -> DatasetRow.of(name).map(row -> Registration.as(row.version())))
            .orElseThrow(() -> new IllegalStateException("data set " + name + " is not there"));
    return register(name, folder, arrived, as, fence);
  }

  private DatasetView register(
      String name,
      Path folder,
      Predicate<Path> arrived,
      Registration registration,
      Runnable fence) {
    Fingerprints fingerprints = new Fingerprints();
    DatasetVersion version = scan(name, folder, arrived, registration, fingerprints);
    // Those of files that were not read again are there from the scan before.
    fingerprintStore.keep(fingerprints.of(version), version.decoding());
    versions.keep(name, version, fence);
    LOG.infof(
        "data set %s: %d images of %d %ss in %d classes, %d files left out",
        name,
        version.images().size(),
        version.groups(),
        version.groupKind(),
        version.classes().size(),
        version.quarantined().size());
    return find(name)
        .orElseThrow(() -> new IllegalStateException("data set " + name + " was not stored"));
  }

  private DatasetVersion scan(
      String name,
      Path folder,
      Predicate<Path> arrived,
      Registration registration,
      Fingerprints fingerprints) {
    try {
      Layout layout = Layout.named(registration.layout());
      return registration.on(
          decoding.scan(
              name,
              layout,
              folder,
              arrived,
              registration.decoding(),
              versions.memory(name, folder),
              fingerprints::add));
    } catch (DatasetException e) {
      throw new FaultException(e.faults().stream().map(f -> new Fault("path", null, f)).toList());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("stopped while data set " + name + " was scanned", e);
    }
  }

  /** Faults of what every registration states. */
  static List<Fault> nameAndLayout(@Nullable String name, @Nullable String layout) {
    List<Fault> faults = new ArrayList<>();
    if (name == null || !name.matches(NAME)) {
      faults.add(new Fault("name", name, "must be 1 to 64 letters, digits, '.', '_' and '-'"));
    }
    if (layout == null || !Layout.ALL.containsKey(layout)) {
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
      LOG.debug("not a path of this file system", e);
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
        .map(row -> versions.load(row.version()).manifest(name));
  }

  @Transactional
  public List<DatasetView> all() {
    return DatasetRow.sorted().stream().map(this::view).toList();
  }

  private DatasetView view(DatasetRow row) {
    return DatasetView.of(row.version(), versions.load(row.version()));
  }
}
