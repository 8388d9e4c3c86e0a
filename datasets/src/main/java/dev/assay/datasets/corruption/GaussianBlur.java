// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.corruption;

import dev.assay.datasets.image.RgbImage;

/**
 * A Gaussian blur as torchvision's {@code gaussian_blur} with the kernels 3, 5, 7, 9 and 11: it
 * chooses the standard deviation by {@code 0.3 (radius - 1) + 0.8}, and mirrors the image at its
 * edges. On inputs of another size the kernel grows with them, so that the same detail is lost.
 */
final class GaussianBlur {
  private GaussianBlur() {}

  static RgbImage apply(RgbImage image, int severity) {
    double scale = Math.max(image.width(), image.height()) / (double) Corrupter.PUBLISHED_SIDE;
    double sd = scale * sd(severity);
    double[] kernel = kernel((int) Math.max(1, Math.round(scale * severity)), sd);
    int width = image.width();
    int height = image.height();
    double[] across = new double[image.rgb().length];
    double[] levels = levels(image.rgb());
    for (int y = 0; y < height; y++) {
      convolve(levels, 3 * y * width, width, 3, kernel, across);
    }
    double[] both = new double[across.length];
    for (int x = 0; x < width; x++) {
      convolve(across, 3 * x, height, 3 * width, kernel, both);
    }
    byte[] blurred = new byte[both.length];
    for (int i = 0; i < both.length; i++) {
      blurred[i] = Corrupter.level(both[i]);
    }
    return new RgbImage(width, height, blurred);
  }

  /** In pixels of inputs of the published size. */
  static double sd(int severity) {
    return 0.3 * (severity - 1) + 0.8;
  }

  private static double[] levels(byte[] rgb) {
    double[] levels = new double[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      levels[i] = rgb[i] & 0xff;
    }
    return levels;
  }

  private static double[] kernel(int radius, double sd) {
    double[] kernel = new double[2 * radius + 1];
    double sum = 0;
    for (int i = 0; i < kernel.length; i++) {
      double z = (i - radius) / sd;
      kernel[i] = StrictMath.exp(-z * z / 2);
      sum += kernel[i];
    }
    for (int i = 0; i < kernel.length; i++) {
      kernel[i] /= sum;
    }
    return kernel;
  }

  /**
   * One line of pixels, each channel for itself.
   *
   * @param start index of its first value
   * @param step from one pixel to the next
   */
  private static void convolve(
      double[] from, int start, int pixels, int step, double[] kernel, double[] to) {
    int radius = kernel.length / 2;
    for (int i = 0; i < pixels; i++) {
      for (int channel = 0; channel < 3; channel++) {
        double sum = 0;
        for (int k = 0; k < kernel.length; k++) {
          sum += kernel[k] * from[start + channel + step * mirrored(i + k - radius, pixels)];
        }
        to[start + channel + step * i] = sum;
      }
    }
  }

  /** Without repeating the edge itself. */
  private static int mirrored(int index, int size) {
    if (size == 1) {
      return 0;
    }
    int period = 2 * (size - 1);
    int within = Math.floorMod(index, period);
    return within < size ? within : period - within;
  }
}
