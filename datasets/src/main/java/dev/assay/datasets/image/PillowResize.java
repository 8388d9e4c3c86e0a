// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.contracts.Preprocessing;
import java.util.Arrays;

/**
 * Pillow's resize of 8-bit images, bit for bit (libImaging/Resample.c): a filter whose support
 * grows with the factor of reduction, weights in 22-bit fixed point, columns first, rounded to
 * bytes between the two passes.
 */
public final class PillowResize {
  private static final int PRECISION = 22;
  private static final int ROUND = 1 << (PRECISION - 1);

  private PillowResize() {}

  /** Resizes the shorter side to {@code resize} pixels, as torchvision's Resize. */
  public static RgbImage shorterSide(RgbImage image, int resize, PillowFilter filter) {
    Geometry.Size size = Geometry.resized(image.width(), image.height(), resize);
    return resize(image, size.width(), size.height(), filter);
  }

  /** Bilinear. */
  public static RgbImage shorterSide(RgbImage image, int resize) {
    return shorterSide(image, resize, PillowFilter.BILINEAR);
  }

  /** Bilinear. */
  public static RgbImage resize(RgbImage image, int width, int height) {
    return resize(image, width, height, PillowFilter.BILINEAR);
  }

  /**
   * @param resampling as {@link Preprocessing#resampling} says it
   */
  public static RgbImage resampled(RgbImage image, int resize, String resampling) {
    PillowFilter filter = PillowFilter.of(Preprocessing.interpolationOf(resampling));
    if (Preprocessing.pads(resampling)) {
      return padded(image, resize, filter);
    }
    return Preprocessing.squashes(resampling)
        ? resize(image, resize, resize, filter)
        : shorterSide(image, resize, filter);
  }

  /**
   * The whole image in the middle of a black square, as Pillow's {@code ImageOps.pad}: the other
   * side, and what stands left of the image or above it, are rounded with ties to the even number.
   */
  static RgbImage padded(RgbImage image, int side, PillowFilter filter) {
    boolean wide = image.width() >= image.height();
    double longer = wide ? image.width() : image.height();
    double shorter = wide ? image.height() : image.width();
    // Of a line thinner than a pixel, Pillow makes an image without pixels, and fails.
    int other = (int) Math.max(1, Math.rint(shorter / longer * side));
    RgbImage resized = resize(image, wide ? side : other, wide ? other : side, filter);
    byte[] square = new byte[3 * side * side];
    int before = (int) Math.rint((side - other) * 0.5);
    int at = 3 * (wide ? before * side : before);
    for (int y = 0; y < resized.height(); y++) {
      int row = 3 * resized.width();
      System.arraycopy(resized.rgb(), y * row, square, at + 3 * y * side, row);
    }
    return new RgbImage(side, side, square);
  }

  public static RgbImage resize(RgbImage image, int width, int height, PillowFilter filter) {
    RgbImage narrowed = image.width() == width ? image : columns(image, width, filter);
    return narrowed.height() == height ? narrowed : rows(narrowed, height, filter);
  }

  private static RgbImage columns(RgbImage image, int width, PillowFilter filter) {
    Weights weights = Weights.of(image.width(), width, filter);
    byte[] in = image.rgb();
    byte[] out = new byte[3 * width * image.height()];
    int at = 0;
    for (int y = 0; y < image.height(); y++) {
      int row = 3 * y * image.width();
      for (int x = 0; x < width; x++) {
        int red = ROUND;
        int green = ROUND;
        int blue = ROUND;
        int from = row + 3 * weights.first[x];
        for (int weight : weights.of[x]) {
          red += weight * (in[from] & 0xff);
          green += weight * (in[from + 1] & 0xff);
          blue += weight * (in[from + 2] & 0xff);
          from += 3;
        }
        out[at++] = clip(red);
        out[at++] = clip(green);
        out[at++] = clip(blue);
      }
    }
    return new RgbImage(width, image.height(), out);
  }

  private static RgbImage rows(RgbImage image, int height, PillowFilter filter) {
    Weights weights = Weights.of(image.height(), height, filter);
    int stride = 3 * image.width();
    byte[] in = image.rgb();
    byte[] out = new byte[stride * height];
    int[] sums = new int[stride];
    for (int y = 0; y < height; y++) {
      Arrays.fill(sums, ROUND);
      int from = weights.first[y] * stride;
      for (int weight : weights.of[y]) {
        for (int x = 0; x < stride; x++) {
          sums[x] += weight * (in[from + x] & 0xff);
        }
        from += stride;
      }
      for (int x = 0; x < stride; x++) {
        out[y * stride + x] = clip(sums[x]);
      }
    }
    return new RgbImage(image.width(), height, out);
  }

  private static byte clip(int sum) {
    return (byte) Math.clamp(sum >> PRECISION, 0, 255);
  }

  /**
   * For each output pixel, the first input pixel that it depends on and the weights from there on.
   *
   * @param first index of the first input pixel
   * @param of fixed-point weights
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared, never leaves this class
  private record Weights(int[] first, int[][] of) {

    static Weights of(int in, int out, PillowFilter filter) {
      double scale = (double) in / out;
      double stretch = Math.max(scale, 1.0);
      double support = filter.support() * stretch;
      int[] first = new int[out];
      int[][] fixed = new int[out][];
      for (int x = 0; x < out; x++) {
        double center = (x + 0.5) * scale;
        int low = Math.max((int) (center - support + 0.5), 0);
        int high = Math.min((int) (center + support + 0.5), in);
        double[] weights = new double[high - low];
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
          // Multiplied by the reciprocal as in Resample.c, which rounds differently from a
          // division.
          weights[i] = filter.at((i + low - center + 0.5) * (1.0 / stretch));
          sum += weights[i];
        }
        first[x] = low;
        fixed[x] = new int[weights.length];
        for (int i = 0; i < weights.length; i++) {
          double scaled = weights[i] / sum * (1 << PRECISION);
          fixed[x][i] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
      }
      return new Weights(first, fixed);
    }
  }
}
