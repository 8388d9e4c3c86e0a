package dev.assay.backbones;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * A resampling of one axis as a matrix: each output is a weighted sum of inputs. The engine's own
 * functions for this are out of reach or do something else, and a product has its gradient.
 *
 * @param rows number of outputs
 * @param columns number of inputs
 * @param weights row-major
 */
record Resampling(int rows, int columns, float[] weights) {

  /**
   * Output i is the mean of the inputs from floor(i in / out) to ceil((i + 1) in / out): PyTorch's
   * adaptive average pooling.
   */
  static Resampling means(int in, int out) {
    float[] weights = new float[out * in];
    for (int i = 0; i < out; i++) {
      int from = i * in / out;
      int to = ((i + 1) * in + out - 1) / out;
      for (int j = from; j < to; j++) {
        weights[i * in + j] = 1f / (to - from);
      }
    }
    return new Resampling(out, in, weights);
  }

  Resampling transposed() {
    float[] transposed = new float[weights.length];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        transposed[j * rows + i] = weights[i * columns + j];
      }
    }
    return new Resampling(columns, rows, transposed);
  }

  NDArray array(NDManager manager) {
    return manager.create(weights, new Shape(rows, columns));
  }

  /**
   * Both axes of images at once: left x right.
   *
   * @param x ... x left.columns x right.rows
   */
  static NDArray apply(Resampling left, NDArray x, Resampling right) {
    try (NDArray before = left.array(x.getManager());
        NDArray after = right.array(x.getManager());
        NDArray half = x.matMul(after)) {
      return before.matMul(half);
    }
  }
}
