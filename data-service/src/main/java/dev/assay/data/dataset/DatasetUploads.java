// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.data.DataConfig;
import dev.assay.data.WorkFolder;
import dev.assay.data.quota.OpenUpload;
import dev.assay.data.quota.Sender;
import dev.assay.data.quota.UploadLedger;
import dev.assay.data.quota.UploadQuota;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.source.ArchiveUnpacker;
import dev.assay.datasets.source.UnpackLimits;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Data sets that clients upload: unpacked into a folder of this service, then registered like any
 * other. The folder is kept as long as images of a version are in it.
 */
@ApplicationScoped
public class DatasetUploads {
  private static final String FOLDER = "uploads";

  private final DatasetRegistry registry;
  private final WorkFolder work;
  private final UnpackLimits limits;
  private final UploadQuota quota;
  private final UploadLedger ledger;

  DatasetUploads(
      DatasetRegistry registry,
      WorkFolder work,
      UploadQuota quota,
      UploadLedger ledger,
      DataConfig config) {
    this.registry = registry;
    this.work = work;
    this.quota = quota;
    this.ledger = ledger;
    this.limits = UploadLimits.of(config.upload());
  }

  /**
   * Unpacks and registers a data set.
   *
   * @param decoding decoding options
   * @param strict whether a data set of which much is left out is refused
   * @param archive a zip or tar stream
   * @param sender whose quota it counts towards
   * @throws FaultException with every fault; nothing is stored then, and no file is kept
   * @throws dev.assay.rest.ProblemException if the sender has no room for it; likewise
   * @throws IOException if the stream breaks or the disk is full
   */
  public DatasetView register(
      String name,
      @Nullable String layout,
      DecodingOptions decoding,
      boolean strict,
      InputStream archive,
      Sender sender)
      throws IOException {
    List<Fault> faults = DatasetRegistry.nameAndLayout(name, layout);
    if (!faults.isEmpty() || layout == null) {
      throw new FaultException(faults);
    }
    List<Path> before = roots();
    DatasetView view;
    try (OpenUpload open = quota.begin(sender, name)) {
      view = unpackAndRegister(name, Registration.of(layout, decoding, strict), archive, open);
    }
    removeUnused(before);
    return view;
  }

  /**
   * Adds images to a data set that was uploaded. A new folder gets the files of the current folder
   * and the added ones; the current folder is kept for its versions. Files are hard links where the
   * file system has them.
   *
   * @param current folder of the data set
   * @param added files by their paths in the data set; they replace files with the same path
   * @param fence see {@link DatasetRegistry#registerAgain}
   * @throws FaultException if no version can be made of it; nothing is stored then
   * @throws IOException if the disk is full
   */
  public DatasetView add(String name, Path current, Map<String, Path> added, Runnable fence)
      throws IOException {
    List<Path> before = roots();
    Path folder = work.fresh(FOLDER);
    boolean kept = false;
    DatasetView view;
    try {
      link(current, folder, added);
      view =
          registry.registerAgain(
              name,
              folder,
              file -> true,
              () -> {
                fence.run();
                ledger.derived(current, folder, added);
              });
      kept = true;
    } finally {
      if (!kept) {
        WorkFolder.delete(folder);
      }
    }
    removeUnused(before);
    return view;
  }

  private static void link(Path current, Path folder, Map<String, Path> added) throws IOException {
    for (Path file : WorkFolder.files(current)) {
      String path = current.relativize(file).toString();
      if (!added.containsKey(path)) {
        link(file, folder.resolve(path));
      }
    }
    for (Map.Entry<String, Path> file : added.entrySet()) {
      link(file.getValue(), folder.resolve(file.getKey()));
    }
  }

  private static void link(Path file, Path target) throws IOException {
    Files.createDirectories(target.getParent());
    try {
      Files.createLink(target, file.toRealPath());
    } catch (UnsupportedOperationException | FileSystemException e) {
      // Without hard links, or with too many of this file, a copy does; it will be read again.
      Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private DatasetView unpackAndRegister(
      String name, Registration registration, InputStream archive, OpenUpload open)
      throws IOException {
    Path folder = work.fresh(FOLDER);
    boolean kept = false;
    try {
      open.into(folder);
      new ArchiveUnpacker(limits, open).unpack(archive, folder);
      DatasetView view = registry.register(name, folder, registration, open::keep);
      kept = true;
      return view;
    } catch (FaultException e) {
      throw withoutFolder(e, folder);
    } finally {
      if (!kept) {
        WorkFolder.delete(folder);
      }
    }
  }

  /** The faults without the path of the folder, which means nothing to the client. */
  private static FaultException withoutFolder(FaultException e, Path folder) {
    return new FaultException(
        e.faults().stream()
            .map(
                f ->
                    new Fault(
                        f.field().equals("path") ? "archive" : f.field(),
                        f.value(),
                        f.message().replace(folder.toString(), "the archive")))
            .toList());
  }

  /** The folders that contain images of versions. */
  private static List<Path> roots() {
    return QuarkusTransaction.requiringNew().call(VersionRow::roots).stream()
        .map(Path::of)
        .toList();
  }

  /** Deletes folders that no version uses any more. */
  private void removeUnused(List<Path> before) throws IOException {
    QuarkusTransaction.requiringNew().run(ledger::settle);
    List<Path> now = roots();
    work.removeUnused(FOLDER, upload -> isIn(upload, now), upload -> isIn(upload, before));
  }

  private static boolean isIn(Path upload, List<Path> roots) {
    return roots.stream().anyMatch(root -> root.startsWith(upload));
  }
}
