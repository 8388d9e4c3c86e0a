// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.DecodingOptions.Alpha;
import dev.assay.contracts.DecodingOptions.SixteenBit;
import dev.assay.datasets.QuarantineReason;
import dev.assay.datasets.codec.Samples;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.stream.IntStream;

/**
 * Pillow's {@code convert("RGB")}, from the samples of a raster. {@link BufferedImage#getRGB}
 * cannot be used: it applies a gamma to grey images (errors of up to 73 grey levels).
 */
final class PillowColors {
  /** Of a TIFF file: RGB, opacity, and two bands without a meaning. */
  private static final int MOST_BANDS = 6;

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
      int[] colors = new int[palette.getMapSize()];
      palette.getRGBs(colors);
      return ofPalette(raster, colors, decoding.alpha());
    }
    if (isCmyk(image)) {
      return ofCmyk(checked(raster), false);
    }
    return isPackedBgr(image) ? ofBgr(image) : ofRaster(raster, decoding);
  }

  /** Grey, grey with alpha, RGB or RGB with alpha. */
  static RgbImage ofRaster(Raster raster, DecodingOptions decoding) throws UnusableImageException {
    int bands = raster.getNumBands();
    return ofSamples(checked(raster), bands % 2 == 0 ? Opacity.STRAIGHT : Opacity.NONE, decoding);
  }

  /** As {@link #ofImage}, with what only the directory of the TIFF file says of its samples. */
  static RgbImage ofTiff(BufferedImage image, TiffFile tiff, DecodingOptions decoding)
      throws UnusableImageException {
    Raster raster = image.getRaster();
    if (tiff.isPalette()) {
      int[] colors = tiff.palette();
      for (int i = 0; i < colors.length; i++) {
        colors[i] |= 0xff000000;
      }
      return ofPalette(checked(raster), colors, Alpha.DROP);
    }
    if (isCmyk(image)) {
      return ofCmyk(checked(raster), false);
    }
    boolean colour = tiff.photometric() >= 2;
    if (!colour
        && tiff.bits() > 8
        && tiff.bits() < 16
        && decoding.sixteenBit() == SixteenBit.CLIP) {
      TiffSamples.unspread(image.getRaster(), tiff.bits());
    }
    boolean extra = raster.getNumBands() > (colour ? 3 : 1);
    Opacity opacity =
        !extra
            ? Opacity.NONE
            : tiff.isAssociatedAlpha()
                ? Opacity.ASSOCIATED
                : tiff.has(TiffFile.EXTRA_SAMPLES) && tiff.value(TiffFile.EXTRA_SAMPLES, 0) == 0
                    ? Opacity.NONE
                    : Opacity.STRAIGHT;
    return ofSamples(checked(raster), opacity, decoding);
  }

  private static boolean isCmyk(BufferedImage image) {
    return image.getRaster().getNumBands() == 4
        && image.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_CMYK;
  }

  private static Raster checked(Raster raster) throws UnusableImageException {
    int type = raster.getDataBuffer().getDataType();
    boolean wide = type == DataBuffer.TYPE_INT && raster.getSampleModel().getSampleSize(0) > 16;
    if (type > DataBuffer.TYPE_INT || type == DataBuffer.TYPE_SHORT || wide) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          "samples are neither 8 nor 16 bits of unsigned integer");
    }
    int bands = raster.getNumBands();
    if (bands < 1 || bands > MOST_BANDS) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT, "an image of " + bands + " bands");
    }
    return raster;
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

  /**
   * @param colors as 0xAARRGGBB
   */
  private static RgbImage ofPalette(Raster raster, int[] colors, Alpha alpha) {
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

  /** Grey, grey with opacity, RGB or RGB with opacity, as numbers; colours of 8 bits. */
  static RgbImage ofCoded(Samples samples, DecodingOptions decoding) throws UnusableImageException {
    int bands = samples.components();
    boolean wide = samples.bits() > 8;
    if (wide && bands > 1) {
      throw new UnusableImageException(
          QuarantineReason.UNSUPPORTED_FORMAT,
          "an image of " + bands + " components of " + samples.bits() + " bits");
    }
    if (wide) {
      return ofSixteenBits(
          samples.width(), samples.height(), samples.values(), decoding.sixteenBit());
    }
    byte[] bytes = new byte[samples.values().length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (samples.values()[i] << (8 - samples.bits()));
    }
    int[] offsets = IntStream.range(0, bands).toArray();
    Raster raster =
        Raster.createInterleavedRaster(
            new DataBufferByte(bytes, bytes.length),
            samples.width(),
            samples.height(),
            bands * samples.width(),
            bands,
            offsets,
            null);
    return ofRaster(raster, decoding);
  }

  /** Grey levels of 16 bits. */
  static RgbImage ofSixteenBits(int width, int height, int[] values, SixteenBit option) {
    DecodingOptions decoding =
        new DecodingOptions(DecodingOptions.paper().orientation(), option, Alpha.DROP);
    short[] samples = new short[values.length];
    for (int i = 0; i < values.length; i++) {
      samples[i] = (short) values[i];
    }
    Raster raster =
        Raster.createInterleavedRaster(
            new DataBufferUShort(samples, samples.length),
            width,
            height,
            width,
            1,
            new int[1],
            null);
    return ofSamples(raster, Opacity.NONE, decoding);
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

  /** What the band after grey or after blue is. */
  private enum Opacity {
    /** No opacity, if there is such a band at all. */
    NONE,
    STRAIGHT,
    /** An opacity with which the colours were multiplied. */
    ASSOCIATED
  }

  private static RgbImage ofSamples(Raster raster, Opacity opacity, DecodingOptions decoding) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int[] bits = raster.getSampleModel().getSampleSize();
    boolean gray = bands < 3;
    int alpha = gray ? 1 : 3;
    boolean white = decoding.alpha() == Alpha.WHITE && opacity != Opacity.NONE;
    boolean associated = opacity == Opacity.ASSOCIATED;
    Levels[] levels = new Levels[bands];
    for (int band = 0; band < bands; band++) {
      levels[band] = new Levels(bits[band], false, 0, 0);
    }
    if (gray && bits[0] > 8) {
      levels[0] = Levels.of(raster, bits[0], decoding.sixteenBit());
    }
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    int[] row = new int[bands * width];
    int at = 0;
    int clipped = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += bands) {
        int red = levels[0].toByte(row[i]);
        int green = gray ? red : levels[1].toByte(row[i + 1]);
        int blue = gray ? red : levels[2].toByte(row[i + 2]);
        if (levels[0].clip() && row[i] > 255) {
          clipped++;
        }
        if (associated) {
          int opaque = levels[alpha].toByte(row[i + alpha]);
          red = divided(red, opaque);
          green = divided(green, opaque);
          blue = divided(blue, opaque);
        }
        if (white) {
          int opaque = levels[alpha].toByte(row[i + alpha]);
          red = blend(red, opaque);
          green = blend(green, opaque);
          blue = blend(blue, opaque);
        }
        rgb[at++] = (byte) red;
        rgb[at++] = (byte) green;
        rgb[at++] = (byte) blue;
      }
    }
    boolean washedOut = clipped > width * raster.getHeight() / 2;
    return new RgbImage(width, raster.getHeight(), rgb, washedOut);
  }

  /** A colour that was multiplied by its opacity (Unpack.c, unpackRGBa). */
  private static int divided(int value, int opacity) {
    return opacity == 0 ? 0 : Math.min(255, value * 255 / opacity);
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
