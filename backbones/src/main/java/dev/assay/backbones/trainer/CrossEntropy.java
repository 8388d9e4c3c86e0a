// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.data.Samples;
import dev.assay.backbones.engine.Torch;
import dev.assay.contracts.recipe.ClassWeights;
import dev.assay.contracts.recipe.Loss;
import dev.assay.contracts.recipe.Recipe;
import java.util.Arrays;

/**
 * The cross-entropy of softmax probabilities with the true classes, in nats; with class weights w
 * and label smoothing s as {@code torch.nn.CrossEntropyLoss} computes it:
 *
 * <pre>
 * sum over images of (1 - s) w[label] (-log p[label]) + s / C * sum over classes of w[c] (-log p[c])
 * ------------------------------------------------------------------------------------------------
 *                                 sum over images of w[label]
 * </pre>
 */
final class CrossEntropy implements Criterion {
  private final double[] weights;
  private final double smoothing;

  /**
   * @param weights one per class, positive
   * @param smoothing share of the target that is spread over all classes, in [0, 1)
   */
  CrossEntropy(double[] weights, double smoothing) {
    this.weights = weights.clone();
    this.smoothing = smoothing;
  }

  /** The loss of a recipe; balanced weights are those of the training images. */
  static CrossEntropy of(Recipe recipe, Samples train, int classes) {
    Loss loss = recipe.loss();
    double[] weights = new double[classes];
    Arrays.fill(weights, 1);
    if (loss == null) {
      return new CrossEntropy(weights, 0);
    }
    if (loss.classWeights().equals("balanced")) {
      int[] counts = new int[classes];
      for (int i = 0; i < train.size(); i++) {
        counts[train.label(i)]++;
      }
      weights = ClassWeights.balanced(counts);
    }
    return new CrossEntropy(weights, loss.labelSmoothing());
  }

  /** What the sum over a batch is divided by. */
  double mass(int[] labels) {
    double sum = 0;
    for (int label : labels) {
      sum += weights[label];
    }
    return sum;
  }

  @Override
  public double mass(Samples samples, int[] batch) {
    return mass(samples.labels(batch));
  }

  @Override
  public NDArray mean(NDArray logits, Samples samples, int[] part, double mass) {
    return mean(logits, samples.labels(part), mass);
  }

  /** What - log p of each class counts in the sum, for an image of this label. */
  double[] shares(int label, int classes) {
    double[] shares = new double[classes];
    for (int k = 0; k < classes; k++) {
      shares[k] = smoothing / classes * weights[k];
      shares[k] += k == label ? (1 - smoothing) * weights[k] : 0;
    }
    return shares;
  }

  /**
   * Differentiable.
   *
   * @param logits N x classes
   * @param mass of the whole batch, which may have more images than these
   * @return scalar
   */
  NDArray mean(NDArray logits, int[] labels, double mass) {
    int classes = (int) logits.getShape().get(1);
    float[] shares = new float[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      double[] ofImage = shares(labels[i], classes);
      for (int k = 0; k < classes; k++) {
        shares[i * classes + k] = (float) (-ofImage[k] / mass);
      }
    }
    NDArray chosen = Torch.owned(logits.getManager(), shares, new Shape(labels.length, classes));
    return logits.logSoftmax(1).mul(chosen).sum();
  }

  /**
   * Plain, without weights and smoothing; differentiable.
   *
   * @param logits N x classes
   * @param batch number of images that the sum is divided by; more than N where a batch is
   *     accumulated from smaller ones
   * @return scalar: - sum of log p[label] / batch
   */
  static NDArray of(NDArray logits, int[] labels, int batch) {
    double[] ones = new double[(int) logits.getShape().get(1)];
    Arrays.fill(ones, 1);
    return new CrossEntropy(ones, 0).mean(logits, labels, batch);
  }

  /**
   * Plain, of one image.
   *
   * @param logits of several images, one after the other
   * @param from index of the image's first logit
   */
  static double of(float[] logits, int from, int classes, int label) {
    double max = Double.NEGATIVE_INFINITY;
    for (int k = 0; k < classes; k++) {
      max = Math.max(max, logits[from + k]);
    }
    double sum = 0;
    for (int k = 0; k < classes; k++) {
      sum += Math.exp(logits[from + k] - max);
    }
    return max + Math.log(sum) - logits[from + label];
  }
}
