// SPDX-License-Identifier: Apache-2.0
package dev.assay.data.study;

import dev.assay.contracts.SplitHashes;
import dev.assay.contracts.file.PartStatistics;
import dev.assay.contracts.file.SplitLineage;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.file.SplitManifest.Subset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A split of a study, with the statistics of its parts.
 *
 * @param dataset name of the data set, or of one of its folds or repeats
 * @param version hash of the content that was split
 * @param parent id of the split that it continues
 * @param leftOut number of images that are in no part, by reason
 * @param subsets the training images at the subset ratios of the original study
 */
public record SplitSummary(
    String dataset,
    String splitId,
    String version,
    @Nullable String parent,
    long seed,
    SplitHashes hashes,
    List<String> classes,
    String groupKind,
    Map<String, Integer> leftOut,
    List<PartStatistics> parts,
    List<Subset> subsets,
    List<String> warnings) {

  public static SplitSummary of(SplitManifest manifest) {
    SplitLineage lineage = manifest.lineage();
    return new SplitSummary(
        manifest.dataset(),
        manifest.splitId(),
        manifest.version(),
        lineage == null ? null : lineage.parent(),
        manifest.seed(),
        manifest.hashes(),
        manifest.classes(),
        manifest.groupKind(),
        manifest.quarantined(),
        manifest.statistics(),
        manifest.usualSubsets(),
        manifest.warnings());
  }
}
