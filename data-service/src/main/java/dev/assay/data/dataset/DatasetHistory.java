// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.contracts.Fault;
import dev.assay.contracts.FaultException;
import dev.assay.data.store.DatasetRow;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.leaks.LeakReport;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The versions of a data set, and their differences. */
@ApplicationScoped
@Transactional
public class DatasetHistory {
  private static final int FEWEST_DIGITS = 4;

  private final Versions versions;
  private final FingerprintStore fingerprintStore;

  DatasetHistory(Versions versions, FingerprintStore fingerprintStore) {
    this.versions = versions;
    this.fingerprintStore = fingerprintStore;
  }

  /** The newest first; empty if there is no such data set. */
  public Optional<List<VersionSummary>> versions(String name) {
    return DatasetRow.of(name)
        .map(
            dataset ->
                VersionRow.newestFirst(name).stream()
                    .map(row -> VersionSummary.of(row, Objects.equals(row.id, dataset.versionId)))
                    .toList());
  }

  /**
   * @param version content hash, or its first digits
   */
  public Optional<DatasetView> version(String name, String version) {
    return DatasetRow.of(name)
        .map(dataset -> row(dataset, "version", version))
        .map(row -> DatasetView.of(row, versions.load(row)));
  }

  /**
   * @param from content hash or its first digits; absent: the version before {@code to}
   * @param to content hash or its first digits; absent: the current version
   * @throws FaultException if there is no such version
   */
  public Optional<DatasetDiff> diff(String name, @Nullable String from, @Nullable String to) {
    return DatasetRow.of(name)
        .map(
            dataset -> {
              VersionRow after = to == null ? dataset.version() : row(dataset, "to", to);
              VersionRow before =
                  from == null ? previous(dataset, after) : row(dataset, "from", from);
              return DatasetDiff.of(versions.load(before), versions.load(after));
            });
  }

  /** The leak scan of the current version. */
  public Optional<LeakReport> leaks(String name) {
    return DatasetRow.of(name)
        .map(DatasetRow::version)
        .map(row -> fingerprintStore.leaks(row, versions.load(row)));
  }

  private static VersionRow previous(DatasetRow dataset, VersionRow version) {
    return VersionRow.newestFirst(dataset.name).stream()
        .filter(row -> row.id < version.id)
        .findFirst()
        .orElseThrow(
            () ->
                new FaultException(
                    new Fault(
                        "from",
                        null,
                        "data set '" + dataset.name + "' has no earlier version to compare with")));
  }

  private static VersionRow row(DatasetRow dataset, String field, String version) {
    List<VersionRow> found =
        version.length() < FEWEST_DIGITS
            ? List.of()
            : VersionRow.newestFirst(dataset.name).stream()
                .filter(row -> row.contentHash.startsWith(version))
                .toList();
    if (found.size() != 1) {
      throw new FaultException(
          new Fault(
              field,
              version,
              found.isEmpty()
                  ? "is no version of data set '%s'; it must be a version's hash or at least its first %d digits"
                      .formatted(dataset.name, FEWEST_DIGITS)
                  : "is the beginning of the hashes of "
                      + found.size()
                      + " versions; give more digits"));
    }
    return found.get(0);
  }
}
