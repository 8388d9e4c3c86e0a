// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import java.awt.image.Raster;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/**
 * The colours of a TIFF image of luma and two colour differences, by tables of whole numbers. The
 * JDK's reader rounds otherwise.
 */
final class TiffYcc {
  private final int[] luma;
  private final int[] redOfCr;
  private final int[] greenOfCb;
  private final int[] greenOfCr;
  private final int[] blueOfCb;

  /** Bits after the point in the two tables of green. */
  private final int scale;

  private TiffYcc(
      int[] luma, int[] redOfCr, int[] greenOfCb, int[] greenOfCr, int[] blueOfCb, int scale) {
    this.luma = luma;
    this.redOfCr = redOfCr;
    this.greenOfCb = greenOfCb;
    this.greenOfCr = greenOfCr;
    this.blueOfCb = blueOfCb;
    this.scale = scale;
  }

  private static int[] table(IntToDoubleFunction value) {
    // A cast rounds towards zero, as in C.
    return IntStream.range(0, 256).map(i -> (int) value.applyAsDouble(i)).toArray();
  }

  /**
   * Pillow's own, which it uses for samples that are not compressed (ConvertYCbCr.c); it knows the
   * factors of JFIF only.
   */
  static TiffYcc pillow() {
    return new TiffYcc(
        table(i -> i),
        IntStream.of(table(i -> (i - 128) * 1.402 * 64 + 0.5)).map(v -> v >> 6).toArray(),
        table(i -> -(i - 128) * 0.34414 * 64 + 0.5),
        table(i -> -(i - 128) * 0.71414 * 64 + 0.5),
        IntStream.of(table(i -> (i - 128) * 1.772 * 64 + 0.5)).map(v -> v >> 6).toArray(),
        6);
  }

  /**
   * Those of libtiff (tif_color.c, TIFFYCbCrToRGBInit), with its single precision.
   *
   * @param factors of red, green and blue in luma; empty: those of ITU-R BT.601
   * @param range black and white of luma and of the two differences; empty: the full range
   */
  static TiffYcc libtiff(float[] factors, float[] range) {
    float[] f = factors.length < 3 ? new float[] {0.299f, 0.587f, 0.114f} : factors;
    float[] r = range.length < 6 ? new float[] {0, 255, 128, 255, 128, 255} : range;
    float red = 2 - 2 * f[0];
    float blue = 2 - 2 * f[2];
    int redOfCr = fixed(red);
    int greenOfCr = -fixed(f[0] * red / f[1]);
    int blueOfCb = fixed(blue);
    int greenOfCb = -fixed(f[2] * blue / f[1]);
    int[] cr = table(i -> value(i - 128, r[4] - 128, r[5] - 128, 127));
    int[] cb = table(i -> value(i - 128, r[2] - 128, r[3] - 128, 127));
    int half = 1 << 15;
    return new TiffYcc(
        table(i -> value(i, r[0], r[1], 255)),
        IntStream.of(cr).map(v -> (redOfCr * v + half) >> 16).toArray(),
        IntStream.of(cb).map(v -> greenOfCb * v + half).toArray(),
        IntStream.of(cr).map(v -> greenOfCr * v).toArray(),
        IntStream.of(cb).map(v -> (blueOfCb * v + half) >> 16).toArray(),
        16);
  }

  private static int fixed(float factor) {
    return (int) (Math.clamp(factor, 0, 2) * 65536 + 0.5);
  }

  private static float value(int code, float black, float white, float range) {
    float width = white - black == 0 ? 1 : white - black;
    return Math.clamp((code - (int) black) * range / width, -128 * 32, 128 * 32);
  }

  private void put(int y, int cb, int cr, byte[] rgb, int at) {
    rgb[at] = clip(luma[y] + redOfCr[cr]);
    rgb[at + 1] = clip(luma[y] + ((greenOfCb[cb] + greenOfCr[cr]) >> scale));
    rgb[at + 2] = clip(luma[y] + blueOfCb[cb]);
  }

  private static byte clip(int value) {
    return (byte) Math.clamp(value, 0, 255);
  }

  /**
   * @param ycc luma and both differences of each pixel
   */
  RgbImage toRgb(Raster ycc) {
    int width = ycc.getWidth();
    byte[] rgb = new byte[3 * width * ycc.getHeight()];
    int[] row = new int[3 * width];
    int at = 0;
    for (int y = 0; y < ycc.getHeight(); y++) {
      ycc.getPixels(ycc.getMinX(), ycc.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += 3, at += 3) {
        put(row[i], row[i + 1], row[i + 2], rgb, at);
      }
    }
    return new RgbImage(width, ycc.getHeight(), rgb);
  }

  /**
   * @param units rows of data units as they are stored (TIFF 6.0, section 21): the luma of some
   *     pixels, row by row, and the two differences that they share
   * @param across pixels of a unit
   */
  RgbImage ofUnits(Raster units, int across, int down, int width, int height) {
    byte[] rgb = new byte[3 * width * height];
    int unit = across * down + 2;
    int[] row = new int[units.getWidth()];
    for (int y = 0; y < height; y++) {
      if (y % down == 0) {
        units.getPixels(units.getMinX(), units.getMinY() + y / down, row.length, 1, row);
      }
      for (int x = 0; x < width; x++) {
        int start = x / across * unit;
        put(
            row[start + y % down * across + x % across],
            row[start + unit - 2],
            row[start + unit - 1],
            rgb,
            3 * (y * width + x));
      }
    }
    return new RgbImage(width, height, rgb);
  }
}
