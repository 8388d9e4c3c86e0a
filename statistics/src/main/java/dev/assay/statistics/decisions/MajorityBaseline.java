// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.decisions;

import dev.assay.statistics.testset.Scores;
import java.util.Arrays;

/**
 * The model that uses no pixel: always the most frequent class of the training images (among
 * equals, the first), with the training frequencies as probabilities. A model that is not better
 * has learnt nothing.
 */
public final class MajorityBaseline {
  private MajorityBaseline() {}

  /**
   * @param trainingImagesPerClass in the declared order of the classes, at least one image in all
   * @param rows of the test set
   */
  public static Scores scores(long[] trainingImagesPerClass, int rows) {
    long total = Arrays.stream(trainingImagesPerClass).sum();
    if (total < 1 || Arrays.stream(trainingImagesPerClass).anyMatch(n -> n < 0)) {
      throw new IllegalArgumentException(
          "no training images to count: " + Arrays.toString(trainingImagesPerClass));
    }
    double[] frequencies =
        Arrays.stream(trainingImagesPerClass).mapToDouble(n -> (double) n / total).toArray();
    double[][] probabilities = new double[rows][];
    Arrays.fill(probabilities, frequencies);
    return Scores.ofProbabilities(probabilities);
  }
}
