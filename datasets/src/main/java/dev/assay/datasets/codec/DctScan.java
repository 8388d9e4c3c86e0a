// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import dev.assay.datasets.image.UnusableImageException;
import java.util.Arrays;

/**
 * A scan of the sequential DCT process (T.81, annex F), of components of full resolution. The
 * inverse transform is the one of Loeffler, Ligtenberg and Moschytz ("Practical fast 1-D DCT
 * algorithms with 11 multiplications", 1989) in 13-bit fixed point with the roundings that libjpeg
 * has for twelve bits, because other decoders are compared with it.
 */
final class DctScan {
  private static final int FRACTION = 13;

  /** The order in which the coefficients of a block are coded (T.81, figure A.6). */
  private static final int[] ZIGZAG = zigzag();

  private final HuffmanBits code;
  private final int width;
  private final int height;
  private final int bits;
  private final int restartInterval;
  private final long[] block = new long[64];

  DctScan(HuffmanBits code, int width, int height, int bits, int restartInterval) {
    this.code = code;
    this.width = width;
    this.height = height;
    this.bits = bits;
    this.restartInterval = restartInterval;
  }

  private static int[] zigzag() {
    int[] order = new int[64];
    int next = 0;
    for (int diagonal = 0; diagonal < 15; diagonal++) {
      for (int i = 0; i <= diagonal; i++) {
        int row = diagonal % 2 == 0 ? diagonal - i : i;
        int column = diagonal - row;
        if (row < 8 && column < 8) {
          order[next++] = 8 * row + column;
        }
      }
    }
    return order;
  }

  void decode(
      int[] components,
      HuffmanTable[] dc,
      HuffmanTable[] ac,
      int[][] quantisation,
      int[] values,
      int step)
      throws UnusableImageException {
    int[] predicted = new int[components.length];
    int left = restartInterval;
    for (int top = 0; top < height; top += 8) {
      for (int start = 0; start < width; start += 8) {
        if (restartInterval > 0 && left-- == 0) {
          code.restart();
          left = restartInterval - 1;
          Arrays.fill(predicted, 0);
        }
        for (int i = 0; i < components.length; i++) {
          if (quantisation[i] == null) {
            throw CodedJpeg.corrupt("names a quantisation table that it does not have");
          }
          predicted[i] += coefficients(predicted[i], dc[i], ac[i], quantisation[i]);
          inverse();
          write(top, start, components[i], values, step);
        }
      }
    }
  }

  /** Reads a block and returns the difference of its first coefficient. */
  private int coefficients(int predicted, HuffmanTable dc, HuffmanTable ac, int[] quantisation)
      throws UnusableImageException {
    Arrays.fill(block, 0);
    int category = code.symbol(dc);
    if (category > 15) {
      throw CodedJpeg.corrupt("has a coefficient of " + category + " bits");
    }
    int difference = code.signed(category);
    block[0] = (long) (predicted + difference) * quantisation[0];
    for (int k = 1; k < 64; k++) {
      int symbol = code.symbol(ac);
      int zeros = symbol >> 4;
      int size = symbol & 15;
      if (size == 0) {
        if (zeros != 15) {
          break;
        }
        k += 15;
        continue;
      }
      k += zeros;
      if (k > 63) {
        throw CodedJpeg.corrupt("has a block of more than 64 coefficients");
      }
      block[ZIGZAG[k]] = (long) code.signed(size) * quantisation[k];
    }
    return difference;
  }

  private void write(int top, int start, int component, int[] values, int step) {
    int middle = 1 << (bits - 1);
    int most = (1 << bits) - 1;
    for (int y = 0; y < Math.min(8, height - top); y++) {
      for (int x = 0; x < Math.min(8, width - start); x++) {
        values[((top + y) * width + start + x) * step + component] =
            (int) Math.clamp(block[8 * y + x] + middle, 0L, most);
      }
    }
  }

  /** Columns first; between the passes the values keep more bits. */
  private void inverse() {
    int kept = bits > 8 ? 1 : 2;
    for (int i = 0; i < 8; i++) {
      line(i, 8, FRACTION - kept);
    }
    for (int i = 0; i < 8; i++) {
      line(8 * i, 1, FRACTION + kept + 3);
    }
  }

  private static long fixed(double factor) {
    return Math.round(factor * (1 << FRACTION));
  }

  private static final long COS6 = fixed(0.541196100);
  private static final long EVEN_MINUS = fixed(1.847759065);
  private static final long EVEN_PLUS = fixed(0.765366865);
  private static final long ODD_ALL = fixed(1.175875602);
  private static final long ODD_7 = fixed(0.298631336);
  private static final long ODD_5 = fixed(2.053119869);
  private static final long ODD_3 = fixed(3.072711026);
  private static final long ODD_1 = fixed(1.501321110);
  private static final long OUTER = fixed(0.899976223);
  private static final long INNER = fixed(2.562915447);
  private static final long FAR = fixed(1.961570560);
  private static final long NEAR = fixed(0.390180644);

  private void line(int from, int step, int shift) {
    long rotated = (block[from + 2 * step] + block[from + 6 * step]) * COS6;
    long evenLow = rotated - block[from + 6 * step] * EVEN_MINUS;
    long evenHigh = rotated + block[from + 2 * step] * EVEN_PLUS;
    long sum = (block[from] + block[from + 4 * step]) << FRACTION;
    long difference = (block[from] - block[from + 4 * step]) << FRACTION;
    long even0 = sum + evenHigh;
    long even1 = difference + evenLow;
    long even2 = difference - evenLow;
    long even3 = sum - evenHigh;
    long c7 = block[from + 7 * step];
    long c5 = block[from + 5 * step];
    long c3 = block[from + 3 * step];
    long c1 = block[from + step];
    long all = (c7 + c3 + c5 + c1) * ODD_ALL;
    long outer = -(c7 + c1) * OUTER;
    long inner = -(c5 + c3) * INNER;
    long far = all - (c7 + c3) * FAR;
    long near = all - (c5 + c1) * NEAR;
    long odd0 = c1 * ODD_1 + outer + near;
    long odd1 = c3 * ODD_3 + inner + far;
    long odd2 = c5 * ODD_5 + inner + near;
    long odd3 = c7 * ODD_7 + outer + far;
    put(from, step, 0, even0, odd0, shift);
    put(from, step, 1, even1, odd1, shift);
    put(from, step, 2, even2, odd2, shift);
    put(from, step, 3, even3, odd3, shift);
  }

  private void put(int from, int step, int index, long even, long odd, int shift) {
    long half = 1L << (shift - 1);
    block[from + index * step] = (even + odd + half) >> shift;
    block[from + (7 - index) * step] = (even - odd + half) >> shift;
  }
}
