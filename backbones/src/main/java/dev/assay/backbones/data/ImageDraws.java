// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import dev.assay.backbones.engine.CounterRandom;
import dev.assay.contracts.Hash;
import dev.assay.contracts.file.PixelsFile;
import java.security.MessageDigest;

/**
 * Random numbers of an image. They follow from its pixels: its id is keyed, so draws from it would
 * give every installation another result of the same study.
 */
final class ImageDraws {
  private ImageDraws() {}

  /**
   * @param purpose what is drawn, so that draws for different purposes are independent
   */
  static CounterRandom of(String purpose, PixelsFile.Image image) {
    MessageDigest digest = Hash.digest();
    digest.update(image.rgb().duplicate());
    return CounterRandom.of(
        "%s/%d x %d/%s".formatted(purpose, image.width(), image.height(), Hash.hex(digest)));
  }
}
