// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import dev.assay.contracts.DecodingOptions;
import dev.assay.contracts.Preprocessing;
import dev.assay.datasets.image.PixelLimit;

/**
 * What is wanted of an image.
 *
 * @param options how its file becomes pixels
 * @param limit the largest image
 * @param fingerprint whether its fingerprint is wanted
 * @param resize pixels of the shorter side of the wanted pixels; 0 if no pixels are wanted
 * @param interpolation with what becomes of the shape: {@link Preprocessing#resampling}
 * @param frame of a file of several, counted from 1; 0 if the options choose
 * @param thumbnail whether its {@link dev.assay.datasets.image.Thumbnail} is wanted
 */
public record Wanted(
    DecodingOptions options,
    PixelLimit limit,
    boolean fingerprint,
    int resize,
    String interpolation,
    int frame,
    boolean thumbnail) {

  /** Everything but pixels. */
  public static Wanted facts(DecodingOptions options, PixelLimit limit) {
    return new Wanted(options, limit, true, 0, Preprocessing.BILINEAR, 0, false);
  }

  /** Pixels whose shorter side is resized. */
  public static Wanted pixels(
      DecodingOptions options, PixelLimit limit, int resize, String interpolation) {
    return new Wanted(options, limit, false, resize, interpolation, 0, false);
  }

  /** The same of one frame of a file of several. */
  public Wanted of(int number) {
    return new Wanted(options, limit, fingerprint, resize, interpolation, number, thumbnail);
  }

  /** A thumbnail and nothing else. */
  public static Wanted thumbnail(DecodingOptions options, PixelLimit limit) {
    return new Wanted(options, limit, false, 0, Preprocessing.BILINEAR, 0, true);
  }

  /** The same and a thumbnail. */
  public Wanted withThumbnail() {
    return new Wanted(options, limit, fingerprint, resize, interpolation, frame, true);
  }
}
