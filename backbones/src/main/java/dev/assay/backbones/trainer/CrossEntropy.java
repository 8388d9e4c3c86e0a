package dev.assay.backbones.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;

/** The cross-entropy of softmax probabilities with the true classes, in nats. */
final class CrossEntropy {
  private CrossEntropy() {}

  /**
   * Differentiable.
   *
   * @param logits N x classes
   * @param batch number of images that the sum is divided by; more than N where a batch is
   *     accumulated from smaller ones
   * @return scalar: - sum of log p[label] / batch
   */
  static NDArray of(NDArray logits, int[] labels, int batch) {
    int classes = (int) logits.getShape().get(1);
    float[] weights = new float[labels.length * classes];
    for (int i = 0; i < labels.length; i++) {
      weights[i * classes + labels[i]] = -1f / batch;
    }
    NDArray chosen = logits.getManager().create(weights, new Shape(labels.length, classes));
    return logits.logSoftmax(1).mul(chosen).sum();
  }

  /**
   * Of one image.
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
