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
 * A split that a study was made with, and what its parts consist of.
 *
 * @param dataset the data set, or one of its folds or repeats
 * @param version hash of the content that was split
 * @param parent id of the split that it continues
 * @param leftOut images by the reason why they are on no side
 * @param subsets the training images at the original study's ratios
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
