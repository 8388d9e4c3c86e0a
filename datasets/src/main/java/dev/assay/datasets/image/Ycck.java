// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * The colour transform of Adobe's four-component JPEGs, in libjpeg's 16-bit fixed point (jdcolor.c,
 * ycck_cmyk_convert).
 */
final class Ycck {
  private static final int SCALE = 16;
  private static final int HALF = 1 << (SCALE - 1);

  private Ycck() {}

  /** The raster with Y, Cb, Cr replaced by C, M, Y; K is unchanged. */
  static Raster toCmyk(Raster ycck) {
    WritableRaster cmyk = ycck.createCompatibleWritableRaster();
    int[] row = new int[4 * ycck.getWidth()];
    for (int y = 0; y < ycck.getHeight(); y++) {
      ycck.getPixels(ycck.getMinX(), ycck.getMinY() + y, ycck.getWidth(), 1, row);
      for (int i = 0; i < row.length; i += 4) {
        int[] rgb = toRgb(row[i], row[i + 1], row[i + 2]);
        row[i] = 255 - rgb[0];
        row[i + 1] = 255 - rgb[1];
        row[i + 2] = 255 - rgb[2];
      }
      cmyk.setPixels(cmyk.getMinX(), cmyk.getMinY() + y, ycck.getWidth(), 1, row);
    }
    return cmyk;
  }

  /** A raster of Y, Cb, Cr. */
  static RgbImage toRgb(Raster ycc) {
    int width = ycc.getWidth();
    byte[] rgb = new byte[3 * width * ycc.getHeight()];
    int[] row = new int[3 * width];
    int at = 0;
    for (int y = 0; y < ycc.getHeight(); y++) {
      ycc.getPixels(ycc.getMinX(), ycc.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += 3) {
        int[] pixel = toRgb(row[i], row[i + 1], row[i + 2]);
        rgb[at++] = (byte) pixel[0];
        rgb[at++] = (byte) pixel[1];
        rgb[at++] = (byte) pixel[2];
      }
    }
    return new RgbImage(width, ycc.getHeight(), rgb);
  }

  /** ITU-R BT.601 over the full range, as JFIF defines it. */
  static int[] toRgb(int luma, int cb, int cr) {
    int blue = cb - 128;
    int red = cr - 128;
    int green = -fix(0.34414) * blue - fix(0.71414) * red + HALF;
    return new int[] {
      clip(luma + ((fix(1.40200) * red + HALF) >> SCALE)),
      clip(luma + (green >> SCALE)),
      clip(luma + ((fix(1.77200) * blue + HALF) >> SCALE))
    };
  }

  private static int fix(double factor) {
    return (int) (factor * (1 << SCALE) + 0.5);
  }

  private static int clip(int value) {
    return Math.clamp(value, 0, 255);
  }
}
