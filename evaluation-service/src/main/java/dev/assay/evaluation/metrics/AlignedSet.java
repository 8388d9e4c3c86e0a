// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One part of a split with the scores of every seed; row for row they are about the same image. The
 * true classes are those of the manifest. Predictions that contradict it are refused, because
 * numbers about other images would go unnoticed.
 */
public final class AlignedSet {
  private final List<SplitManifest.Entry> entries;
  private final LabelledSet set;
  private final SortedMap<Long, Scores> scores = new TreeMap<>();
  private final SortedMap<Long, Scores> calibrated = new TreeMap<>();
  private final SplitManifest manifest;
  private final Part part;

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
    this.part = part;
    entries = manifest.part(part);
    if (entries.isEmpty()) {
      throw Unusable.contradiction("the split has no " + part.label() + " images");
    }
    if (manifest.classes().size() < 2) {
      throw Unusable.contradiction("the data set has one class only: nothing to tell apart");
    }
    set =
        new LabelledSet(
            manifest.classes(),
            positive,
            entries.stream().mapToInt(SplitManifest.Entry::label).toArray(),
            units(entries, lasting));
  }

  /**
   * Names of the groups, whose order resampling follows. Pseudonyms and ids depend on the key of an
   * installation, and the same study must draw the same resamples everywhere: so a group is called
   * by the place of its first image. In earlier manifests, which are sorted by image, this is the
   * order of the first images. Weights that a group must keep while its data set grows need a
   * lasting name, the id of its first image, and are those of one installation.
   */
  static List<String> units(List<SplitManifest.Entry> entries, boolean lasting) {
    Map<String, String> first = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      SplitManifest.Entry entry = entries.get(i);
      first.putIfAbsent(entry.group(), lasting ? entry.image() : "%010d".formatted(i));
    }
    return entries.stream().map(entry -> first.get(entry.group())).toList();
  }

  /**
   * @throws Unusable if the predictions are not about these images
   */
  public void add(long seed, Predictions predictions) throws Unusable {
    String what = "the " + part.label() + " predictions of seed " + seed;
    if (!predictions.classes().equals(manifest.classes())) {
      throw Unusable.contradiction(
          what
              + " are about the classes "
              + predictions.classes()
              + ", the split about "
              + manifest.classes());
    }
    Map<String, Predictions.Row> rows = new HashMap<>();
    for (Predictions.Row row : predictions.rows()) {
      if (rows.put(row.image(), row) != null) {
        throw Unusable.contradiction(what + " have an image twice");
      }
    }
    if (rows.size() != entries.size()) {
      throw Unusable.contradiction(
          what + " are about " + rows.size() + " images, the split about " + entries.size());
    }
    List<double[]> probabilities = new ArrayList<>();
    List<double[]> afterwards = new ArrayList<>();
    for (SplitManifest.Entry entry : entries) {
      Predictions.Row row = rows.get(entry.image());
      if (row == null || row.label() != entry.label() || !row.group().equals(entry.group())) {
        throw Unusable.contradiction(
            what + " contradict the split about the images, their classes or their groups");
      }
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

  /** The image of each row. */
  List<String> images() {
    return entries.stream().map(SplitManifest.Entry::image).toList();
  }

  public LabelledSet set() {
    return set;
  }

  /** The attribute of each image, row for row; empty where the split has no value. */
  List<String> attribute(String name) {
    return entries.stream()
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
