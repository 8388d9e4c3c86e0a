// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import java.awt.image.WritableRaster;
import java.util.function.IntUnaryOperator;

/** What the JDK's reader leaves to do at the samples of a TIFF image, or does too much. */
final class TiffSamples {
  private TiffSamples() {}

  /**
   * Undoes the predictor 2 for 16 bits (TIFF 6.0, section 14): each sample but the first of a row
   * of its strip or tile is the difference from the sample of the same band to its left, modulo
   * 65536.
   *
   * @param raster differences, which become samples
   * @param segment the width of the tiles, or of the image
   * @param inverted whether 0 is white
   */
  static void undoDifferences(WritableRaster raster, int segment, boolean inverted) {
    int bands = raster.getNumBands();
    int width = raster.getWidth();
    int[] row = new int[bands * width];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int x = 1; x < width; x++) {
        if (x % segment == 0) {
          continue;
        }
        for (int band = 0; band < bands; band++) {
          int at = x * bands + band;
          row[at] = (row[at] + row[at - bands]) & 0xffff;
        }
      }
      if (inverted) {
        for (int i = 0; i < row.length; i++) {
          row[i] = 0xffff - row[i];
        }
      }
      raster.setPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
    }
  }

  /** Samples of 8 bits become 255 less themselves. */
  static void invert(WritableRaster raster) {
    mapped(raster, value -> 255 - value);
  }

  /**
   * Samples of 9 to 15 bits as they are in the file. The JDK's reader spreads them over 16 bits.
   *
   * @param bits of a sample
   */
  static void unspread(WritableRaster raster, int bits) {
    mapped(raster, value -> value >> (16 - bits));
  }

  private static void mapped(WritableRaster raster, IntUnaryOperator operator) {
    int[] row = new int[raster.getNumBands() * raster.getWidth()];
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
      for (int i = 0; i < row.length; i++) {
        row[i] = operator.applyAsInt(row[i]);
      }
      raster.setPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
    }
  }
}
