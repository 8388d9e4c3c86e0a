// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import java.awt.image.WritableRaster;

/**
 * The predictor 2 of TIFF for 16 bits (TIFF 6.0, section 14): each sample but the first of a row of
 * its strip or tile is the difference from the sample of the same band to its left, modulo 65536.
 */
final class TiffDifferences {
  private TiffDifferences() {}

  /**
   * @param raster differences, which become samples
   * @param segment the width of the tiles, or of the image
   * @param inverted whether 0 is white
   */
  static void undo(WritableRaster raster, int segment, boolean inverted) {
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
}
