// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.decoding;

import dev.assay.datasets.image.Picture;
import dev.assay.datasets.image.PillowResize;
import dev.assay.datasets.image.RgbImage;
import dev.assay.datasets.image.Thumbnail;
import dev.assay.datasets.leaks.Fingerprint;
import java.util.Map;
import java.util.Optional;

/**
 * An image that could be decoded.
 *
 * @param width in pixels, before any resizing
 * @param height in pixels, before any resizing
 * @param blank whether every pixel has the same value
 * @param washedOut whether most pixels are white only because 16-bit values above 255 were clipped
 * @param attributes as in {@link Picture}
 * @param identifiers as in {@link Picture}
 * @param fingerprint if it was wanted
 * @param pixels if they were wanted, resized
 * @param thumbnail a JPEG, if it was wanted
 */
public record DecodedImage(
    int width,
    int height,
    boolean blank,
    boolean washedOut,
    Map<String, String> attributes,
    Map<String, String> identifiers,
    Optional<Fingerprint> fingerprint,
    Optional<RgbImage> pixels,
    Optional<byte[]> thumbnail) {

  public DecodedImage {
    attributes = Map.copyOf(attributes);
    identifiers = Map.copyOf(identifiers);
  }

  static DecodedImage of(Picture picture, Wanted wanted) {
    RgbImage image = picture.image();
    boolean blank = picture.isBlank();
    return new DecodedImage(
        image.width(),
        image.height(),
        blank,
        image.isWashedOut(),
        picture.attributes(),
        picture.identifiers(),
        wanted.fingerprint() && !blank ? Optional.of(Fingerprint.of(image)) : Optional.empty(),
        wanted.resize() > 0
            ? Optional.of(PillowResize.resampled(image, wanted.resize(), wanted.interpolation()))
            : Optional.empty(),
        wanted.thumbnail() && !blank ? Optional.of(Thumbnail.jpeg(image)) : Optional.empty());
  }
}
