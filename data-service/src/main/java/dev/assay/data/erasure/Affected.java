// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.erasure;

import dev.assay.artifacts.ArtifactException;
import dev.assay.artifacts.ArtifactStore;
import dev.assay.contracts.ArtifactRef;
import dev.assay.contracts.External;
import dev.assay.contracts.event.SplitPublished;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.data.store.ImageRow;
import dev.assay.data.store.StudyRow;
import dev.assay.data.store.VersionRow;
import dev.assay.datasets.scan.PublishedIds;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The studies that were made with something that is to be erased; in a transaction. */
@ApplicationScoped
class Affected {
  private static final Logger LOG = Logger.getLogger(Affected.class);

  private final ArtifactStore store;
  private final PublishedIds ids;

  Affected(ArtifactStore store, PublishedIds ids) {
    this.store = store;
    this.ids = ids;
  }

  /** Those that start from a weights file. */
  List<StudyRow> byWeights(String sha256) {
    return list("submitted like ?1", "%" + ArtifactRef.SCHEME + sha256 + "%");
  }

  /** Those that have images of one of these versions. */
  List<StudyRow> byVersions(List<VersionRow> versions) {
    if (versions.isEmpty()) {
      return List.of();
    }
    Set<String> contents = new HashSet<>();
    for (VersionRow version : versions) {
      ImageRow.ofVersion(version.id).forEach(image -> contents.add(image.sha256));
    }
    return byImages(versions, contents);
  }

  /**
   * Those that have some images, or are of a version that has.
   *
   * @param versions all that have one of the images
   * @param sha256 of the bytes of the images
   */
  List<StudyRow> byImages(List<VersionRow> versions, Set<String> sha256) {
    Set<String> hashes = new HashSet<>();
    Set<String> datasets = new HashSet<>();
    for (VersionRow version : versions) {
      hashes.add(version.contentHash);
      datasets.add(version.dataset);
    }
    // Splits of earlier releases have the hash of the bytes itself.
    Set<String> contents = new HashSet<>(sha256);
    sha256.forEach(one -> contents.add(ids.content(one)));
    return list("1 = 1").stream()
        .filter(
            study ->
                study.splits().stream().anyMatch(split -> has(split, hashes, datasets, contents)))
        .toList();
  }

  private static List<StudyRow> list(String condition, Object... arguments) {
    return StudyRow.<StudyRow>list(condition + " order by submittedAt, studyId", arguments).stream()
        .filter(study -> study.state != StudyRow.State.DATA_WITHDRAWN)
        .toList();
  }

  private boolean has(
      SplitPublished split, Set<String> hashes, Set<String> datasets, Set<String> contents) {
    SplitManifest manifest;
    try {
      manifest = SplitManifest.read(store.local(split.manifest()));
    } catch (ArtifactException.Missing | ArtifactException.Corrupt e) {
      // Nobody can say of which images it was made.
      LOG.warnf("study %s counts as affected: %s", split.studyId(), e.getMessage());
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException("a split manifest cannot be read", e);
    }
    if (hashes.contains(manifest.version())) {
      return true;
    }
    @Nullable SplitLineage lineage = manifest.lineage();
    @Nullable External external = lineage == null ? null : lineage.external();
    // An external section is of two data sets, and its version of neither: its images tell.
    return external != null
        && (datasets.contains(external.tested()) || datasets.contains(external.trained()))
        && manifest.entries().stream().anyMatch(entry -> contents.contains(entry.sha256()));
  }
}
