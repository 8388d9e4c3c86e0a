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

/** What images look like, kept by the hash of their bytes, and the leak scans made from it. */
@ApplicationScoped
@Transactional
public class FingerprintStore {
  private final EntityManager entities;

  FingerprintStore(EntityManager entities) {
    this.entities = entities;
  }

  /**
   * @param fingerprints by the hash of the bytes
   * @param decoding by which the bytes became what was seen
   */
  public void keep(Map<String, Fingerprint> fingerprints, DecodingOptions decoding) {
    String text = decoding.isPaper() ? "" : Json.write(decoding);
    fingerprints.forEach((sha, print) -> FingerprintRow.keep(entities, sha, text, print.hex()));
  }

  /** Across the sides that the data set predefines. */
  public LeakReport leaks(VersionRow row, DatasetVersion version) {
    return LeakScan.of(version, known(row));
  }

  /** Across the sides of a split. */
  public LeakReport leaks(VersionRow row, DatasetVersion version, Map<String, Part> sides) {
    return LeakScan.of(version, known(row), sides);
  }

  /** Across the sides of a split of images of several data sets. */
  public LeakReport leaks(List<VersionRow> rows, DatasetVersion version, Map<String, Part> sides) {
    Map<String, Fingerprint> known = new LinkedHashMap<>();
    rows.forEach(row -> known.putAll(known(row)));
    return LeakScan.of(version, known, sides);
  }

  private Map<String, Fingerprint> known(VersionRow row) {
    Map<String, Fingerprint> known = new LinkedHashMap<>();
    FingerprintRow.ofVersion(entities, row)
        .forEach((sha, hex) -> known.put(sha, Fingerprint.ofHex(hex)));
    return known;
  }
}
