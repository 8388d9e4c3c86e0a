// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.scorer;

import dev.assay.contracts.file.ModelManifest;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.ClassWeights;
import dev.assay.contracts.recipe.FrozenRecipe;
import dev.assay.statistics.calibration.Temperature;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Makes calibrated probabilities from those of a model: the prior that class weights gave it is
 * removed, then the temperature that fits the validation images best is applied.
 *
 * <p>A model that is trained with a weight for each class learns the probabilities of a world in
 * which each class is so much more frequent: p'[c] in proportion to weight[c] p[c]. Dividing by the
 * weights gives those of the training images (Elkan, The Foundations of Cost-Sensitive Learning,
 * 2001; Saerens et al., Adjusting the Outputs of a Classifier to New a Priori Probabilities, 2002).
 *
 * @param weights that the model was trained with, one per class; absent: none
 * @param temperature absent if none is best: see {@link Temperature#fit}
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Calibration(double @Nullable [] weights, OptionalDouble temperature) {

  /**
   * @param split whose validation images it is fitted on
   * @param validation the probabilities of the model for them, in their order
   * @return empty if calibration changes nothing, or there is a single class
   */
  static Optional<Calibration> fit(
      ModelManifest model,
      SplitManifest split,
      List<SplitManifest.Entry> entries,
      double[][] validation) {
    int classes = model.classes().size();
    if (classes < 2 || entries.isEmpty()) {
      return Optional.empty();
    }
    double[] weights = weights(model, split);
    LabelledSet set =
        new LabelledSet(
            model.classes(),
            null,
            entries.stream().mapToInt(SplitManifest.Entry::label).toArray(),
            entries.stream().map(SplitManifest.Entry::group).toList());
    OptionalDouble temperature = Temperature.fit(set, withoutPrior(weights, validation));
    return weights == null && temperature.isEmpty()
        ? Optional.empty()
        : Optional.of(new Calibration(weights, temperature));
  }

  /** Those of the training, computed again from the images it was made with. */
  private static double @Nullable [] weights(ModelManifest model, SplitManifest split) {
    boolean weighted =
        model.run().recipe().loss() != null
            && model.run().recipe().loss().classWeights().equals("balanced")
            && !model
                .run()
                .head()
                .equals(FrozenRecipe.KNN); // nothing is trained, so nothing weighted
    if (!weighted) {
      return null;
    }
    int[] counts = new int[model.classes().size()];
    split.train(model.run().subsetRatio()).forEach(entry -> counts[entry.label()]++);
    return ClassWeights.balanced(counts);
  }

  private static Scores withoutPrior(double @Nullable [] weights, double[][] probabilities) {
    if (weights == null) {
      return Scores.ofProbabilities(probabilities);
    }
    double[][] corrected = new double[probabilities.length][];
    for (int row = 0; row < corrected.length; row++) {
      double[] p = probabilities[row].clone();
      for (int c = 0; c < p.length; c++) {
        p[c] /= weights[c];
      }
      double sum = Arrays.stream(p).sum();
      corrected[row] = Arrays.stream(p).map(value -> value / sum).toArray();
    }
    return Scores.ofProbabilities(corrected);
  }

  /** Rows x classes, each row summing to 1. */
  List<double[]> apply(double[][] probabilities) {
    Scores scores = withoutPrior(weights, probabilities);
    if (temperature.isPresent()) {
      scores = new Temperature(temperature.getAsDouble()).apply(scores);
    }
    List<double[]> rows = new ArrayList<>();
    for (int row = 0; row < scores.rows(); row++) {
      double[] p = new double[scores.classCount()];
      for (int c = 0; c < p.length; c++) {
        p[c] = scores.probability(row, c);
      }
      rows.add(p);
    }
    return rows;
  }
}
