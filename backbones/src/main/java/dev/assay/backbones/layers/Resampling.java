// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.layers;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.backbones.engine.Torch;

/**
 * A resampling of one axis as a matrix: each output is a weighted sum of inputs. The engine's own
 * functions for this are out of reach or do something else, and a product has its gradient.
 *
 * @param rows number of outputs
 * @param columns number of inputs
 * @param weights row-major
 */
public record Resampling(int rows, int columns, float[] weights) {

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

  /**
   * PyTorch's bicubic interpolation without antialiasing, corners not aligned: the cubic
   * convolution of Keys (1981) with a = -0.75, inputs beyond the border repeated.
   *
   * @param scale output per input; samples lie at (i + 0.5) / scale - 0.5
   */
  public static Resampling bicubic(int in, int out, double scale) {
    float[] weights = new float[out * in];
    for (int i = 0; i < out; i++) {
      keys(weights, i, in, (i + 0.5) / scale - 0.5);
    }
    return new Resampling(out, in, weights);
  }

  /**
   * The same with corners aligned: the first output is the first input, the last the last.
   *
   * @param out more than 1, or 1 for the first input alone
   */
  public static Resampling bicubicAligned(int in, int out) {
    float[] weights = new float[out * in];
    double step = out == 1 ? 0 : (in - 1.0) / (out - 1);
    for (int i = 0; i < out; i++) {
      keys(weights, i, in, i * step);
    }
    return new Resampling(out, in, weights);
  }

  /** Adds to row i what the four inputs round a place weigh. */
  private static void keys(float[] weights, int i, int in, double at) {
    int floor = (int) Math.floor(at);
    for (int j = floor - 1; j <= floor + 2; j++) {
      int inside = Math.max(0, Math.min(in - 1, j));
      weights[i * in + inside] += (float) cubic(at - j, -0.75);
    }
  }

  /**
   * PyTorch's antialiased bicubic interpolation, which is Pillow's: a = -0.5, the kernel as wide as
   * the scale where that is smaller than 1, weights normalised.
   */
  public static Resampling bicubicAntialiased(int in, int out) {
    double step = (double) in / out;
    double stretch = Math.max(step, 1);
    float[] weights = new float[out * in];
    for (int i = 0; i < out; i++) {
      double centre = (i + 0.5) * step;
      int from = Math.max(0, (int) (centre - 2 * stretch + 0.5));
      int to = Math.min(in, (int) (centre + 2 * stretch + 0.5));
      double sum = 0;
      for (int j = from; j < to; j++) {
        sum += cubic((j + 0.5 - centre) / stretch, -0.5);
      }
      for (int j = from; j < to; j++) {
        weights[i * in + j] = (float) (cubic((j + 0.5 - centre) / stretch, -0.5) / sum);
      }
    }
    return new Resampling(out, in, weights);
  }

  private static double cubic(double distance, double a) {
    double x = Math.abs(distance);
    if (x <= 1) {
      return ((a + 2) * x - (a + 3)) * x * x + 1;
    }
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
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

  public NDArray array(NDManager manager) {
    return Torch.owned(manager, weights, new Shape(rows, columns));
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

  /**
   * A table of embeddings for another number of rows and columns. Differentiable.
   *
   * @param manager of the result
   * @param table rows x columns x width, in any shape of as many elements
   * @param vertical from the table's rows
   * @param horizontal from its columns
   * @return 1 x (rows columns) x width
   */
  public static NDArray ofTable(
      NDManager manager, NDArray table, Resampling vertical, Resampling horizontal) {
    long rows = vertical.columns();
    long columns = horizontal.columns();
    long width = table.size() / (rows * columns);
    try (NDArray lines = table.reshape(rows, columns * width);
        NDArray left = vertical.array(manager);
        NDArray tall = left.matMul(lines);
        NDArray grid = tall.reshape(vertical.rows(), columns, width);
        NDArray right = horizontal.array(manager);
        NDArray wide = right.matMul(grid)) {
      return wide.reshape(1, (long) vertical.rows() * horizontal.rows(), width);
    }
  }
}
