package dev.assay.datasets.image;

import dev.assay.datasets.QuarantineReason;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentSampleModel;
import java.awt.image.DataBuffer;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/**
 * Pillow's {@code convert("RGB")}, from the samples of a raster. {@link BufferedImage#getRGB} is
 * not asked: it applies a gamma to grey images (up to 73 grey levels off).
 */
final class PillowColors {
  private PillowColors() {}

  /**
   * Palettes are looked up and alpha is dropped, not composited. Sixteen-bit grey is clipped at 255
   * as Pillow's mode I is; sixteen-bit colour keeps its high byte; fewer than eight bits are spread
   * over 0 to 255.
   */
  static RgbImage ofImage(BufferedImage image) throws UnusableImageException {
    Raster raster = image.getRaster();
    if (image.getColorModel() instanceof IndexColorModel palette) {
      return ofPalette(raster, palette);
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
    return isPackedBgr(image) ? ofBgr(image) : ofSamples(raster);
  }

  /** Cyan, magenta, yellow and black as Pillow mixes them: without a colour profile. */
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

  private static RgbImage ofPalette(Raster raster, IndexColorModel palette) {
    int[] colors = new int[palette.getMapSize()];
    palette.getRGBs(colors);
    int width = raster.getWidth();
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    int[] row = new int[width];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(raster.getMinX(), raster.getMinY() + y, width, 1, 0, row);
      for (int index : row) {
        // Pillow reads an index beyond the palette as black.
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

  private static RgbImage ofSamples(Raster raster) {
    int width = raster.getWidth();
    int bands = raster.getNumBands();
    int[] bits = raster.getSampleModel().getSampleSize();
    boolean gray = bands < 3;
    byte[] rgb = new byte[3 * width * raster.getHeight()];
    int[] row = new int[bands * width];
    int at = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, width, 1, row);
      for (int i = 0; i < row.length; i += bands) {
        if (gray) {
          byte value = toByte(row[i], bits[0], bands == 1);
          rgb[at++] = value;
          rgb[at++] = value;
          rgb[at++] = value;
        } else {
          rgb[at++] = toByte(row[i], bits[0], false);
          rgb[at++] = toByte(row[i + 1], bits[1], false);
          rgb[at++] = toByte(row[i + 2], bits[2], false);
        }
      }
    }
    return new RgbImage(width, raster.getHeight(), rgb);
  }

  private static byte toByte(int value, int bits, boolean clip) {
    if (bits == 8) {
      return (byte) value;
    }
    if (bits > 8) {
      return (byte) (clip ? Math.min(value, 255) : value >> (bits - 8));
    }
    return (byte) (value * 255 / ((1 << bits) - 1));
  }
}
