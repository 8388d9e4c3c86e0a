// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.recipe;

/** Weights that give every class the same influence on the loss, whatever its number of images. */
public final class ClassWeights {
  private ClassWeights() {}

  /**
   * @param counts of the training images, one per class
   * @return images / (classes x images of the class)
   * @throws IllegalArgumentException if a class has no image
   */
  public static double[] balanced(int[] counts) {
    long images = 0;
    for (int count : counts) {
      images += count;
    }
    double[] weights = new double[counts.length];
    for (int k = 0; k < counts.length; k++) {
      if (counts[k] < 1) {
        throw new IllegalArgumentException(
            "recipe.class-weights: balanced needs training images of every class, and class "
                + k
                + " has none");
      }
      weights[k] = (double) images / ((double) counts.length * counts[k]);
    }
    return weights;
  }
}
