// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import dev.assay.backbones.data.Samples;
import dev.assay.contracts.recipe.Recipe;

/** What a training makes small: a mean over the images of a batch. */
interface Criterion {

  /** What the sum over a batch is divided by; above 0. */
  double mass(Samples samples, int[] batch);

  /**
   * Differentiable.
   *
   * @param logits N x classes, of a part of a batch
   * @param mass of the whole batch
   * @return scalar: the part's share of the mean over the batch
   */
  NDArray mean(NDArray logits, Samples samples, int[] part, double mass);

  /** The loss of a recipe on images of one class each, or of several findings. */
  static Criterion of(Recipe recipe, Samples train, int classes) {
    return train.hasFindings() ? new FindingEntropy() : CrossEntropy.of(recipe, train, classes);
  }
}
