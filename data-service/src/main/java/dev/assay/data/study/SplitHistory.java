// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.Hash;
import dev.assay.contracts.Json;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.store.Locks;
import dev.assay.data.store.SplitRow;
import dev.assay.data.store.StudyRow;
import dev.assay.data.study.StudyPlan.PlannedSplit;
import dev.assay.datasets.scan.DatasetVersion;
import dev.assay.datasets.scan.PublishedIds;
import dev.assay.datasets.split.SplitSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The splits of all studies. A version is split once by the same settings. The split of a later
 * version continues the newest split, so no group changes parts when data are added.
 */
@ApplicationScoped
@Transactional
public class SplitHistory {
  private final ArtifactStore store;
  private final EntityManager entities;
  private final PublishedIds ids;

  SplitHistory(ArtifactStore store, EntityManager entities, PublishedIds ids) {
    this.store = store;
    this.ids = ids;
    this.entities = entities;
  }

  /** The split that the split of this version continues, with its ids; empty for the first. */
  Optional<SplitManifest> parent(String dataset, SplitSettings settings, DatasetVersion version) {
    return parentRow(dataset, key(settings), version.contentHash())
        .map(row -> ids.internal(read(row.file()), version));
  }

  /** The split of exactly this version, with its ids; empty if there is none yet. */
  Optional<SplitManifest> kept(String dataset, SplitSettings settings, DatasetVersion version) {
    return SplitRow.of(dataset, key(settings), version.contentHash())
        .map(row -> ids.internal(read(row.file()), version));
  }

  /**
   * The newest split of a data set by the settings, of whichever version, with published ids. Only
   * its groups mean something to another data set.
   */
  Optional<SplitManifest> newest(String dataset, SplitSettings settings) {
    return parentRow(dataset, key(settings), "").map(row -> read(row.file()));
  }

  /** The manifests of a data set's splits, the newest first. */
  public List<SplitManifest> all(String dataset) {
    List<SplitManifest> manifests = new ArrayList<>();
    SplitRow.ofDataset(dataset).forEach(row -> manifests.add(read(row.file())));
    return manifests;
  }

  /** The splits of a study, by section, with published ids. */
  Map<String, SplitManifest> ofStudy(String studyId) {
    Map<String, SplitManifest> manifests = new HashMap<>();
    StudyRow.of(studyId)
        .orElseThrow(() -> new IllegalStateException("study " + studyId + " is not there"))
        .splits()
        .forEach(split -> manifests.put(split.dataset(), read(split.manifest())));
    return manifests;
  }

  /**
   * Stores a split, in the caller's transaction.
   *
   * @return whether the split continues the newest one; if not, it must be planned again
   */
  @Transactional(Transactional.TxType.MANDATORY)
  boolean keep(PlannedSplit planned, ArtifactRef manifest) {
    String settings = key(planned.split().settings());
    String dataset = planned.registered();
    Locks.take(entities, "splits:" + dataset);
    Optional<String> current =
        parentRow(dataset, settings, planned.version()).map(row -> row.splitId);
    if (!current.equals(planned.split().parent())) {
      return false;
    }
    if (SplitRow.of(dataset, settings, planned.version()).isEmpty()) {
      SplitRow row = new SplitRow();
      row.dataset = dataset;
      row.settings = settings;
      row.version = planned.version();
      row.splitId = planned.split().splitId();
      row.parent = planned.split().parent().orElse(null);
      row.manifest = Json.write(manifest);
      row.madeAt = Instant.now();
      row.persist();
    }
    return true;
  }

  private static Optional<SplitRow> parentRow(String dataset, String settings, String version) {
    Optional<SplitRow> known = SplitRow.of(dataset, settings, version);
    if (known.isEmpty()) {
      return SplitRow.newest(dataset, settings);
    }
    @Nullable String parent = known.get().parent;
    return Objects.isNull(parent) ? Optional.empty() : SplitRow.withId(dataset, settings, parent);
  }

  private static String key(SplitSettings settings) {
    return Hash.ofJson(settings);
  }

  private SplitManifest read(ArtifactRef file) {
    try {
      return SplitManifest.read(store.local(file));
    } catch (IOException e) {
      throw new UncheckedIOException("a split manifest cannot be read", e);
    }
  }
}
