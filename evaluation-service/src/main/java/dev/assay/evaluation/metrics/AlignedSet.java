// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One part of a split with the scores of every seed; row for row they are about the same image. The
 * true classes are those of the manifest.
 */
public final class AlignedSet {
  private final SplitRows rows;
  private final LabelledSet set;
  private final SortedMap<Long, Scores> scores = new TreeMap<>();
  private final SortedMap<Long, Scores> calibrated = new TreeMap<>();
  private final SplitManifest manifest;

  /**
   * @throws Unusable if the part has no images, or there are fewer than two classes
   */
  public AlignedSet(SplitManifest manifest, Part part) throws Unusable {
    this(manifest, part, null, false);
  }

  /**
   * @param positive the class that is to be detected, of two; absent: none
   * @param lasting whether groups keep their names while the data set grows: {@link
   *     Resampling#isLasting}
   * @throws Unusable likewise
   */
  public AlignedSet(SplitManifest manifest, Part part, @Nullable String positive, boolean lasting)
      throws Unusable {
    this.manifest = manifest;
    rows = SplitRows.of(manifest, part);
    if (manifest.classes().size() < 2) {
      throw Unusable.contradiction("the data set has one class only: nothing to tell apart");
    }
    set =
        new LabelledSet(
            manifest.classes(),
            positive,
            rows.entries().stream().mapToInt(SplitManifest.Entry::label).toArray(),
            rows.units(lasting));
  }

  /**
   * @throws Unusable if the predictions are not about these images
   */
  public void add(long seed, Predictions predictions) throws Unusable {
    if (!predictions.classes().equals(manifest.classes())) {
      throw Unusable.contradiction(
          rows.predictionsOf(seed)
              + " are about the classes "
              + predictions.classes()
              + ", the split about "
              + manifest.classes());
    }
    List<double[]> probabilities = new ArrayList<>();
    List<double[]> afterwards = new ArrayList<>();
    for (Predictions.Row row :
        rows.align(seed, predictions.rows(), Predictions.Row::image, "classes", AlignedSet::isOf)) {
      probabilities.add(row.probabilities());
      if (row.calibrated() != null) {
        afterwards.add(row.calibrated());
      }
    }
    scores.put(seed, Scores.ofProbabilities(probabilities.toArray(double[][]::new)));
    if (predictions.areCalibrated()) {
      calibrated.put(seed, Scores.ofProbabilities(afterwards.toArray(double[][]::new)));
    }
  }

  private static boolean isOf(Predictions.Row row, SplitManifest.Entry entry) {
    return row.label() == entry.label() && row.group().equals(entry.group());
  }

  /** The image of each row. */
  List<String> images() {
    return rows.entries().stream().map(SplitManifest.Entry::image).toList();
  }

  public LabelledSet set() {
    return set;
  }

  /** The attribute of each image, row for row; empty where the split has no value. */
  List<String> attribute(String name) {
    return rows.entries().stream()
        .map(entry -> entry.attributes().getOrDefault(name, "").strip())
        .toList();
  }

  /** The scores of the models before calibration, in ascending order of the seeds. */
  public SortedMap<Long, Scores> scores() {
    return scores;
  }

  /** The scores after calibration on validation images; without seeds that have none. */
  SortedMap<Long, Scores> calibrated() {
    return calibrated;
  }
}
