// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

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
    return JpegEncoder.encode(
        PillowResize.resize(
            image,
            Math.max(1, (int) Math.round(scale * image.width())),
            Math.max(1, (int) Math.round(scale * image.height()))),
        QUALITY);
  }
}
