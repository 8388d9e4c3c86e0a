// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.corruption;

import dev.assay.contracts.Corruption;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.file.Crop;
import dev.assay.contracts.file.PackedImages;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.datasets.image.RgbImage;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Packed images as a network sees them, each after a corruption. It is applied to the centre that a
 * network gets, so that it does not depend on what is cut off.
 */
public final class CorruptedPixels implements PackedImages {
  private final PackedImages clean;
  private final Crop crop;
  private final Corruption corruption;

  /**
   * @param clean stays the caller's to close
   */
  public CorruptedPixels(PackedImages clean, Preprocessing preprocessing, Corruption corruption) {
    this.clean = clean;
    this.crop = new Crop(preprocessing);
    this.corruption = corruption;
  }

  @Override
  public int resize() {
    return clean.resize();
  }

  @Override
  public String interpolation() {
    return clean.interpolation();
  }

  @Override
  public PixelsFile.Image image(String image) throws IOException {
    PixelsFile.Image whole = clean.image(image);
    byte[] rgb = new byte[whole.rgb().remaining()];
    whole.rgb().get(0, rgb);
    int side = crop.size();
    RgbImage centre =
        new RgbImage(whole.width(), whole.height(), rgb)
            .crop(crop.offset(whole.width()), crop.offset(whole.height()), side, side);
    RgbImage corrupted = Corrupter.apply(corruption, centre);
    return new PixelsFile.Image(side, side, ByteBuffer.wrap(corrupted.rgb()).asReadOnlyBuffer());
  }
}
