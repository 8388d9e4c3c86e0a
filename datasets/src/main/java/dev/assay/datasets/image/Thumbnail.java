// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/**
 * A small JPEG of an image, for people: its longer side has at most {@value #SIDE} pixels, so it
 * has a few kB whatever the image is. It has no metadata, since it is made of pixels alone.
 */
public final class Thumbnail {
  /** Pixels of the longer side, at most; a smaller image keeps its size. */
  public static final int SIDE = 128;

  public static final String MEDIA_TYPE = "image/jpeg";
  private static final float QUALITY = 0.85f;

  private Thumbnail() {}

  public static byte[] jpeg(RgbImage image) {
    double scale = Math.min(1, (double) SIDE / Math.max(image.width(), image.height()));
    return encode(
        PillowResize.resize(
            image,
            Math.max(1, (int) Math.round(scale * image.width())),
            Math.max(1, (int) Math.round(scale * image.height()))));
  }

  private static byte[] encode(RgbImage image) {
    BufferedImage drawn =
        new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_INT_RGB);
    byte[] rgb = image.rgb();
    for (int at = 0, y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++, at += 3) {
        drawn.setRGB(
            x, y, (rgb[at] & 0xff) << 16 | (rgb[at + 1] & 0xff) << 8 | (rgb[at + 2] & 0xff));
      }
    }
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      ImageWriteParam param = writer.getDefaultWriteParam();
      param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
      param.setCompressionQuality(QUALITY);
      writer.setOutput(out);
      writer.write(null, new IIOImage(drawn, null, null), param);
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written", e);
    } finally {
      writer.dispose();
    }
    return bytes.toByteArray();
  }
}
