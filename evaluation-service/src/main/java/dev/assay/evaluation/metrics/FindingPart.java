// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.FindingSet.Truth;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One part of a split whose images may show several findings, with the scores of every seed; row
 * for row they are about the same image. As in {@link AlignedSet}, the truth is that of the
 * manifest.
 */
public final class FindingPart {
  private final SplitManifest manifest;
  private final SplitRows rows;
  private final FindingSet set;
  private final SortedMap<Long, FindingScores> scores = new TreeMap<>();

  /**
   * @throws Unusable if the part has no images
   */
  public FindingPart(SplitManifest manifest, Part part) throws Unusable {
    this.manifest = manifest;
    rows = SplitRows.of(manifest, part);
    List<SplitManifest.Entry> entries = rows.entries();
    Truth[][] truth = new Truth[manifest.classes().size()][entries.size()];
    for (int row = 0; row < entries.size(); row++) {
      FindingLabels of = Objects.requireNonNull(entries.get(row).findings());
      for (int f = 0; f < truth.length; f++) {
        truth[f][row] =
            switch (of.of(f)) {
              case PRESENT -> Truth.PRESENT;
              case ABSENT -> Truth.ABSENT;
              case UNKNOWN -> Truth.UNKNOWN;
            };
      }
    }
    set = new FindingSet(manifest.classes(), truth, rows.units(false));
  }

  /**
   * @throws Unusable if the predictions are not about these images
   */
  public void add(long seed, FindingPredictions predictions) throws Unusable {
    if (!predictions.findings().equals(manifest.classes())) {
      throw Unusable.contradiction(
          rows.predictionsOf(seed)
              + " are about the findings "
              + predictions.findings()
              + ", the split about "
              + manifest.classes());
    }
    double[][] probabilities =
        rows
            .align(
                seed,
                predictions.rows(),
                FindingPredictions.Row::image,
                "findings",
                FindingPart::isOf)
            .stream()
            .map(FindingPredictions.Row::probabilities)
            .toArray(double[][]::new);
    scores.put(seed, new FindingScores(probabilities));
  }

  private static boolean isOf(FindingPredictions.Row row, SplitManifest.Entry entry) {
    return row.truth().equals(entry.findings()) && row.group().equals(entry.group());
  }

  public FindingSet set() {
    return set;
  }

  /** In ascending order of the seeds. */
  public SortedMap<Long, FindingScores> scores() {
    return scores;
  }
}
