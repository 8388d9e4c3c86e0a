// SPDX-License-Identifier: Apache-2.0
package dev.assay.evaluation.metrics;

import dev.assay.contracts.Part;
import dev.assay.contracts.file.SplitManifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * The images of one part of a split. Predictions that contradict them are refused, because numbers
 * about other images would go unnoticed.
 */
record SplitRows(List<SplitManifest.Entry> entries, String part) {

  /**
   * @throws Unusable if the part has no images
   */
  static SplitRows of(SplitManifest manifest, Part part) throws Unusable {
    List<SplitManifest.Entry> entries = manifest.part(part);
    if (entries.isEmpty()) {
      throw Unusable.contradiction("the split has no " + part.label() + " images");
    }
    return new SplitRows(entries, part.label());
  }

  /** What messages call the predictions of a seed. */
  String predictionsOf(long seed) {
    return "the " + part + " predictions of seed " + seed;
  }

  /**
   * The rows of a file of predictions in the order of the images.
   *
   * @param truth "classes" or "findings", for messages
   * @param isOf whether a row says of an image what the split says
   * @throws Unusable if they are not about these images
   */
  <R> List<R> align(
      long seed,
      List<R> rows,
      Function<R, String> image,
      String truth,
      BiPredicate<R, SplitManifest.Entry> isOf)
      throws Unusable {
    String what = predictionsOf(seed);
    Map<String, R> byImage = new HashMap<>();
    for (R row : rows) {
      if (byImage.put(image.apply(row), row) != null) {
        throw Unusable.contradiction(what + " have an image twice");
      }
    }
    if (byImage.size() != entries.size()) {
      throw Unusable.contradiction(
          what + " are about " + byImage.size() + " images, the split about " + entries.size());
    }
    List<R> aligned = new ArrayList<>(entries.size());
    for (SplitManifest.Entry entry : entries) {
      R row = byImage.get(entry.image());
      if (row == null || !isOf.test(row, entry)) {
        throw Unusable.contradiction(
            what + " contradict the split about the images, their " + truth + " or their groups");
      }
      aligned.add(row);
    }
    return aligned;
  }

  /**
   * Names of the groups, whose order resampling follows. Pseudonyms and ids depend on the key of an
   * installation, and the same study must draw the same resamples everywhere: so a group is called
   * by the place of its first image. In earlier manifests, which are sorted by image, this is the
   * order of the first images. Weights that a group must keep while its data set grows need a
   * lasting name, the id of its first image, and are those of one installation.
   */
  List<String> units(boolean lasting) {
    Map<String, String> first = new HashMap<>();
    for (int i = 0; i < entries.size(); i++) {
      SplitManifest.Entry entry = entries.get(i);
      first.putIfAbsent(entry.group(), lasting ? entry.image() : "%010d".formatted(i));
    }
    return entries.stream().map(entry -> first.get(entry.group())).toList();
  }
}
