// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.ingestion;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.data.DataConfig;
import dev.assay.data.WorkFolder;
import dev.assay.data.dataset.UploadLimits;
import dev.assay.data.quota.UploadLedger;
import dev.assay.data.store.BatchFileRow;
import dev.assay.data.store.DatasetRow;
import dev.assay.datasets.source.UnpackLimits;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where images that were sent for an uploaded data set wait until the work of their batch starts.
 * Each request has a separate folder, and nothing of a request that fails is kept.
 */
@ApplicationScoped
public class StagingFolder {
  /** The database has paths below a folder of this name, so it keeps its earlier name. */
  static final String FOLDER = "arrivals";

  private final WorkFolder work;
  private final UnpackLimits limits;

  private final UploadLedger ledger;

  StagingFolder(WorkFolder work, UploadLedger ledger, DataConfig config) {
    this.work = work;
    this.ledger = ledger;
    this.limits = UploadLimits.of(config.upload());
  }

  /** Writes the files of one request. */
  @FunctionalInterface
  interface Writer {
    /**
     * @param folder new and empty
     */
    void writeTo(Path folder) throws IOException;
  }

  /**
   * Whether there is such a data set.
   *
   * @throws FaultException if it was registered from a folder of the server: only the owner of that
   *     folder puts images into it
   */
  boolean accepts(String dataset) {
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
                  + " a data set that was uploaded accepts more uploads"));
    }
    return root.isPresent();
  }

  /**
   * @throws FaultException if there is no such data set, or it accepts no images
   */
  void requireAccepting(String dataset) {
    if (!accepts(dataset)) {
      throw refused("dataset", dataset, "is no registered data set");
    }
  }

  /**
   * @throws FaultException if this is more than an upload may have
   */
  void refuseTooMuch(int files, long bytes) {
    if (files > limits.files() || bytes > limits.bytes()) {
      throw refused(
          "images",
          null,
          "are %d with %d bytes; at most %d with %d are accepted at once"
              .formatted(files, bytes, limits.files(), limits.bytes()));
    }
  }

  /**
   * Writes files into a new folder and adds them to a batch. If either fails, or there are no
   * files, the folder is deleted.
   *
   * @param batch adds the files, which have their paths in the data set as keys
   * @return what {@code batch} returns; empty if there are no files
   */
  <T> Optional<T> stage(Writer writer, Function<Map<String, Path>, T> batch) throws IOException {
    Path folder = work.fresh(FOLDER);
    boolean kept = false;
    try {
      writer.writeTo(folder);
      Map<String, Path> files = files(folder);
      if (files.isEmpty()) {
        return Optional.empty();
      }
      T result = batch.apply(files);
      kept = true;
      return Optional.of(result);
    } finally {
      if (!kept) {
        WorkFolder.delete(folder);
      }
    }
  }

  private static Map<String, Path> files(Path folder) throws IOException {
    Map<String, Path> files = new TreeMap<>();
    for (Path file : WorkFolder.files(folder)) {
      files.put(folder.relativize(file).toString(), file);
    }
    return files;
  }

  /**
   * Deletes files that no batch needs any more.
   *
   * @param ended files of a batch that has just ended
   */
  void removeUnused(Collection<Path> ended) throws IOException {
    QuarkusTransaction.requiringNew().run(ledger::settle);
    List<Path> waiting =
        QuarkusTransaction.requiringNew().call(BatchFileRow::staged).stream()
            .map(Path::of)
            .toList();
    work.removeUnused(
        FOLDER,
        request -> waiting.stream().anyMatch(file -> file.startsWith(request)),
        request -> ended.stream().anyMatch(file -> file.startsWith(request)));
  }

  static FaultException refused(String field, @Nullable String value, String why) {
    return new FaultException(new Fault(field, value, why));
  }
}
