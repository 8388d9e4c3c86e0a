// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.dataset;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Json;
import dev.assay.contracts.Part;
import dev.assay.data.store.FingerprintRow;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.leaks.Fingerprint;
import dev.assay.datasets.leaks.LeakReport;
import dev.assay.datasets.leaks.LeakScan;
import dev.assay.datasets.scan.DatasetVersion;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Fingerprints of images by the hash of their bytes, and the leak scans that use them. */
@ApplicationScoped
@Transactional
public class FingerprintStore {
  private final EntityManager entities;

  FingerprintStore(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * Stores fingerprints.
   *
   * @param fingerprints by the hash of the bytes
   * @param decoding the decoding options of the images
   */
  public void store(Map<String, Fingerprint> fingerprints, DecodingOptions decoding) {
    String text = decoding.isPaper() ? "" : Json.write(decoding);
    fingerprints.forEach((sha, print) -> FingerprintRow.keep(entities, sha, text, print.hex()));
  }

  /** Scans across the predefined parts of a data set. */
  public LeakReport leaks(VersionRow row, DatasetVersion version) {
    return LeakScan.of(version, known(row));
  }

  /** Scans across the parts of a split. */
  public LeakReport leaks(VersionRow row, DatasetVersion version, Map<String, Part> parts) {
    return LeakScan.of(version, known(row), parts);
  }

  /** Scans across the parts of a split of several data sets. */
  public LeakReport leaks(List<VersionRow> rows, DatasetVersion version, Map<String, Part> parts) {
    Map<String, Fingerprint> known = new LinkedHashMap<>();
    rows.forEach(row -> known.putAll(known(row)));
    return LeakScan.of(version, known, parts);
  }

  private Map<String, Fingerprint> known(VersionRow row) {
    Map<String, Fingerprint> known = new LinkedHashMap<>();
    FingerprintRow.ofVersion(entities, row)
        .forEach((sha, hex) -> known.put(sha, Fingerprint.ofHex(hex)));
    return known;
  }
}
