// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.image;

/** Sizes and offsets as torchvision's Resize and CenterCrop compute them. */
public final class Geometry {
  private Geometry() {}

  /** Width and height in pixels. */
  public record Size(int width, int height) {}

  /**
   * The shorter side becomes {@code resize} pixels, the longer one keeps the aspect ratio and is
   * truncated, not rounded.
   */
  public static Size resized(int width, int height, int resize) {
    return width <= height
        ? new Size(resize, longer(height, width, resize))
        : new Size(longer(width, height, resize), resize);
  }

  private static int longer(int longSide, int shortSide, int resize) {
    return Math.toIntExact((long) resize * longSide / shortSide);
  }

  /** Offset of a centred crop: Python's round((size - crop) / 2), ties to the even number. */
  public static int cropOffset(int size, int crop) {
    return (int) Math.rint((size - crop) / 2.0);
  }
}
