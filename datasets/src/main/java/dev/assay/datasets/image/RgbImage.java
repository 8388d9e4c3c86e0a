// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

/** Pixels as unsigned bytes, rows from the top, red, green and blue interleaved. */
public final class RgbImage {
  private final int width;
  private final int height;
  private final byte[] rgb;
  private final boolean washedOut;

  /**
   * Uses the array without a copy: the caller must not write to it any more.
   *
   * @param rgb height x width x 3 bytes
   */
  public RgbImage(int width, int height, byte[] rgb) {
    this(width, height, rgb, false);
  }

  /**
   * @param washedOut whether most pixels are white only because values above 255 were clipped
   */
  RgbImage(int width, int height, byte[] rgb, boolean washedOut) {
    if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
      throw new IllegalArgumentException(
          rgb.length + " bytes are not " + width + " x " + height + " x 3");
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb;
    this.washedOut = washedOut;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** Whether most pixels are white only because 16-bit values above 255 were clipped. */
  public boolean isWashedOut() {
    return washedOut;
  }

  /** The array itself, not a copy: callers must not write to it. */
  public byte[] rgb() {
    return rgb;
  }

  /** The part of the image whose corner is at (left, top). */
  public RgbImage crop(int left, int top, int cropWidth, int cropHeight) {
    byte[] part = new byte[3 * cropWidth * cropHeight];
    for (int y = 0; y < cropHeight; y++) {
      System.arraycopy(rgb, 3 * ((top + y) * width + left), part, 3 * y * cropWidth, 3 * cropWidth);
    }
    return new RgbImage(cropWidth, cropHeight, part);
  }
}
