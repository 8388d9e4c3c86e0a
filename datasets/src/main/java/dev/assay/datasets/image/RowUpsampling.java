// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * The vertical interpolation of JPEG components that have half of the rows and all columns (4:4:0).
 * libjpeg-turbo, and with it Pillow, weighs the two nearest rows 3:1; the older libjpeg of the JDK
 * repeats each row. Its output therefore contains the stored rows exactly, each twice.
 */
final class RowUpsampling {
  private RowUpsampling() {}

  /**
   * @param repeated samples as the JDK's reader returns them, without a conversion of colours
   * @param halved for each band whether it has half of the rows
   * @return the raster with those bands interpolated (jdsample.c, h1v2_fancy_upsample)
   */
  static Raster of(Raster repeated, boolean[] halved) {
    WritableRaster smooth = repeated.createCompatibleWritableRaster();
    int left = repeated.getMinX();
    int top = repeated.getMinY();
    int width = repeated.getWidth();
    int height = repeated.getHeight();
    int stored = (height + 1) / 2;
    int[] near = new int[width];
    int[] far = new int[width];
    for (int band = 0; band < repeated.getNumBands(); band++) {
      for (int y = 0; y < height; y++) {
        repeated.getSamples(left, top + y, width, 1, band, near);
        if (halved[band]) {
          boolean upper = y % 2 == 0;
          int other = Math.clamp(upper ? y / 2 - 1 : y / 2 + 1, 0, stored - 1);
          repeated.getSamples(left, top + 2 * other, width, 1, band, far);
          int bias = upper ? 1 : 2;
          for (int x = 0; x < width; x++) {
            near[x] = (3 * near[x] + far[x] + bias) >> 2;
          }
        }
        smooth.setSamples(smooth.getMinX(), smooth.getMinY() + y, width, 1, band, near);
      }
    }
    return smooth;
  }
}
