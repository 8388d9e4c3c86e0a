// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import dev.assay.backbones.engine.BackboneException;
import dev.assay.contracts.Actor;
import dev.assay.contracts.file.Predictions;
import dev.assay.contracts.file.SplitManifest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What a model is known to say of images, by the hash of their id: a probability per class. */
final class KnownPredictions {
  private final Map<String, double[]> byImage;

  private KnownPredictions(Map<String, double[]> byImage) {
    this.byImage = byImage;
  }

  static KnownPredictions none() {
    return new KnownPredictions(Map.of());
  }

  /**
   * @param classes of the model, in the order of its logits
   * @throws BackboneException if the file is about others
   */
  static KnownPredictions read(Path file, List<String> classes) throws IOException {
    Predictions predictions = Predictions.read(file);
    if (!predictions.classes().equals(classes)) {
      throw new BackboneException(
          Actor.DEVELOPER,
          "the model knows the classes %s, what is known of it is about %s"
              .formatted(classes, predictions.classes()));
    }
    Map<String, double[]> byImage = new HashMap<>();
    predictions.rows().forEach(row -> byImage.put(row.image(), row.probabilities()));
    return new KnownPredictions(byImage);
  }

  boolean isEmpty() {
    return byImage.isEmpty();
  }

  /** Those of which nothing is known, in their order. */
  List<SplitManifest.Entry> missing(
      List<SplitManifest.Entry> test, List<SplitManifest.Entry> validation) {
    return Stream.concat(test.stream(), validation.stream())
        .filter(entry -> !byImage.containsKey(entry.image()))
        .toList();
  }

  /** These and more. */
  KnownPredictions and(List<SplitManifest.Entry> entries, double[][] probabilities) {
    Map<String, double[]> all = new HashMap<>(byImage);
    for (int i = 0; i < probabilities.length; i++) {
      all.put(entries.get(i).image(), probabilities[i]);
    }
    return new KnownPredictions(all);
  }

  /**
   * Images x classes.
   *
   * @param entries of all of which something is known
   */
  double[][] of(List<SplitManifest.Entry> entries) {
    return entries.stream().map(entry -> byImage.get(entry.image())).toArray(double[][]::new);
  }
}
