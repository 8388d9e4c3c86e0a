// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Alpha;
import dev.assay.contracts.DecodingOptions.SixteenBit;
import dev.assay.datasets.QuarantineReason;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Pillow's {@code convert("RGB")}, from the samples of a raster. {@link BufferedImage#getRGB}
 * cannot be used: it applies a gamma to grey images (errors of up to 73 grey levels).
 */
final class PillowColors {
  private PillowColors() {}

  /**
   * Palettes are looked up; alpha is dropped, or composited on white. Sixteen-bit grey is clipped
   * at 255 as Pillow's mode I is, or as the decoding options say; sixteen-bit colour and grey with
   * alpha keep their high byte where the options are the paper's; fewer than eight bits are spread
   * over 0 to 255.
   */
  static RgbImage ofImage(BufferedImage image, DecodingOptions decoding)
      throws UnusableImageException {
    Raster raster = image.getRaster();
    if (image.getColorModel() instanceof IndexColorModel palette) {
      return ofPalette(raster, palette, decoding.alpha());
    }
    int type = raster.getDataBuffer().getDataType();
    boolean wide = type == DataBuffer.TYPE_INT && raster.getSampleModel().getSampleSize(0) > 16;
    if (type > DataBuffer.TYPE_INT || type == DataBuffer.TYPE_SHORT || wide) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          "samples are neither 8 nor 16 bits of unsigned integer");
    }
    int bands = raster.getNumBands();
    if (bands == 4 && image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK) {
      return ofCmyk(raster, false);
    }
    if (bands < 1 || bands > 4) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT, "an image of " + bands + " bands");
    }
    return isPackedBgr(image) ? ofBgr(image) : ofSamples(raster, decoding);
  }

  /** Cyan, magenta, yellow and black to RGB as in Pillow: without a colour profile. */
  static RgbImage ofCmyk(Raster raster, boolean inverted) {
    int width = raster.getWidth();
    int height = raster.getHeight();
    byte[] rgb = new byte[3 * width * height];
    int[] row = new int[4 * width];
    int flip = inverted ? 255 : 0;
    int at = 0;
    for (int y = 0; y < height; y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += 4) {
        int white = 255 - (row[i + 3] ^ flip);
        rgb[at++] = (byte) (white - multiplyDivide255(row[i] ^ flip, white));
        rgb[at++] = (byte) (white - multiplyDivide255(row[i + 1] ^ flip, white));
        rgb[at++] = (byte) (white - multiplyDivide255(row[i + 2] ^ flip, white));
      }
    }
    return new RgbImage(width, height, rgb);
  }

  /** Pillow's MULDIV255: a * b / 255, rounded, without a division. */
  static int multiplyDivide255(int a, int b) {
    int product = a * b + 128;
    return ((product >> 8) + product) >> 8;
  }

  private static RgbImage ofPalette(Raster raster, IndexColorModel palette, Alpha alpha) {
    int[] colors = new int[palette.getMapSize()];
    palette.getRGBs(colors);
    if (alpha == Alpha.WHITE) {
      for (int i = 0; i < colors.length; i++) {
        colors[i] = onWhite(colors[i]);
      }
    }
    int width = raster.getWidth();
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int index : row) {
        // In Pillow an index beyond the palette is black.
        int color = index < colors.length ? colors[index] : 0;
        rgb[at++] = (byte) (color >> 16);
        rgb[at++] = (byte) (color >> 8);
        rgb[at++] = (byte) color;
      }
    }
    return new RgbImage(width, raster.getHeight(), rgb);
  }

  private static boolean isPackedBgr(BufferedImage image) {
    return image.getType() == BufferedImage.TYPE_3BYTE_BGR
        && image.getRaster().getDataBuffer() instanceof DataBufferByte buffer
        && buffer.getOffset() == 0
        && image.getRaster().getSampleModel() instanceof ComponentSampleModel model
        && model.getScanlineStride() == 3 * image.getWidth()
        && buffer.getData().length == 3 * image.getWidth() * image.getHeight();
  }

  private static RgbImage ofBgr(BufferedImage image) {
    byte[] bgr = ((DataBufferByte) image.getRaster().getDataBuffer()).getData();
    byte[] rgb = new byte[bgr.length];
    for (int i = 0; i < bgr.length; i += 3) {
      rgb[i] = bgr[i + 2];
      rgb[i + 1] = bgr[i + 1];
      rgb[i + 2] = bgr[i];
    }
    return new RgbImage(image.getWidth(), image.getHeight(), rgb);
  }

  private static RgbImage ofSamples(Raster raster, DecodingOptions decoding) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int[] bits = raster.getSampleModel().getSampleSize();
    boolean gray = bands < 3;
    boolean white = decoding.alpha() == Alpha.WHITE && bands % 2 == 0;
    Levels levels =
        gray && bits[0] > 8
            ? Levels.of(raster, bits[0], decoding.sixteenBit())
            : new Levels(bits[0], false, 0, 0);
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    int[] row = new int[bands * width];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += bands) {
        int red = levels.toByte(row[i]);
        int green = gray ? red : levels.toByte(row[i + 1]);
        int blue = gray ? red : levels.toByte(row[i + 2]);
        if (white) {
          int opacity = row[i + bands - 1] >> Math.max(0, bits[bands - 1] - 8);
          red = blend(red, opacity);
          green = blend(green, opacity);
          blue = blend(blue, opacity);
        }
        rgb[at++] = (byte) red;
        rgb[at++] = (byte) green;
        rgb[at++] = (byte) blue;
      }
    }
    return new RgbImage(width, raster.getHeight(), rgb);
  }

  /** Pillow's alpha_composite over opaque white (AlphaComposite.c), with 7 extra bits. */
  private static int blend(int value, int opacity) {
    int mixed = (value * opacity + 255 * (255 - opacity) + 128) << 7;
    return (((mixed >> 8) + mixed) >> 8) >> 7;
  }

  private static int onWhite(int argb) {
    int opacity = argb >>> 24;
    return (blend((argb >> 16) & 0xff, opacity) << 16)
        | (blend((argb >> 8) & 0xff, opacity) << 8)
        | blend(argb & 0xff, opacity);
  }

  /**
   * How samples become bytes.
   *
   * @param clip whether larger values become 255
   * @param least value that becomes 0, if {@code range} is not 0
   * @param range difference of the values that become 255 and 0
   */
  private record Levels(int bits, boolean clip, int least, int range) {

    static Levels of(Raster raster, int bits, SixteenBit option) {
      boolean alone = raster.getNumBands() == 1;
      return switch (option) {
        case CLIP -> new Levels(bits, alone, 0, 0);
        case HIGH_BYTE -> new Levels(bits, false, 0, 0);
        case MIN_MAX -> {
          int least = Integer.MAX_VALUE;
          int most = 0;
          int[] row = new int[raster.getWidth()];
          for (int y = 0; y < raster.getHeight(); y++) {
            raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, 0, row);
            for (int value : row) {
              least = Math.min(least, value);
              most = Math.max(most, value);
            }
          }
          yield new Levels(bits, false, least, Math.max(1, most - least));
        }
      };
    }

    int toByte(int value) {
      if (range > 0) {
        return (int) (((value - least) * 510L + range) / (2L * range));
      }
      if (bits == 8) {
        return value;
      }
      if (bits > 8) {
        return clip ? Math.min(value, 255) : value >> (bits - 8);
      }
      return value * 255 / ((1 << bits) - 1);
    }
  }
}
