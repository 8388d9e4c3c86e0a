// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import dev.assay.datasets.image.UnusableImageException;

/** A scan of the lossless process (T.81, annex H). */
final class LosslessScan {
  private final HuffmanBits code;
  private final int width;
  private final int height;
  private final int bits;
  private final int restartInterval;

  LosslessScan(HuffmanBits code, int width, int height, int bits, int restartInterval) {
    this.code = code;
    this.width = width;
    this.height = height;
    this.bits = bits;
    this.restartInterval = restartInterval;
  }

  /**
   * @param selection the predictor, 1 to 7
   * @param point bits that were cut off
   * @param step number of components in {@code values}
   */
  void decode(
      int[] components, HuffmanTable[] tables, int selection, int point, int[] values, int step)
      throws UnusableImageException {
    if (selection < 1 || selection > 7 || point >= bits) {
      throw CodedJpeg.corrupt("has the predictor " + selection + ", which does not exist");
    }
    int row = width * step;
    int firstRow = 0;
    int left = restartInterval;
    boolean fresh = true;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        if (restartInterval > 0 && left-- == 0) {
          code.restart();
          left = restartInterval - 1;
          fresh = true;
          firstRow = y;
        }
        for (int i = 0; i < components.length; i++) {
          int at = y * row + x * step + components[i];
          int predicted;
          if (fresh) {
            predicted = 1 << (bits - point - 1);
          } else if (y == firstRow) {
            predicted = values[at - step];
          } else if (x == 0) {
            predicted = values[at - row];
          } else {
            predicted =
                prediction(selection, values[at - step], values[at - row], values[at - row - step]);
          }
          values[at] = (predicted + difference(tables[i])) & 0xffff;
        }
        fresh = false;
      }
    }
    if (point > 0) {
      for (int component : components) {
        for (int at = component; at < values.length; at += step) {
          values[at] <<= point;
        }
      }
    }
  }

  private int difference(HuffmanTable table) throws UnusableImageException {
    int category = code.symbol(table);
    if (category > 16) {
      throw CodedJpeg.corrupt("has a difference of " + category + " bits");
    }
    return category == 16 ? 1 << 15 : code.signed(category);
  }

  /** T.81, table H.1. */
  private static int prediction(int selection, int left, int above, int corner) {
    return switch (selection) {
      case 1 -> left;
      case 2 -> above;
      case 3 -> corner;
      case 4 -> left + above - corner;
      case 5 -> left + ((above - corner) >> 1);
      case 6 -> above + ((left - corner) >> 1);
      default -> (left + above) >> 1;
    };
  }
}
