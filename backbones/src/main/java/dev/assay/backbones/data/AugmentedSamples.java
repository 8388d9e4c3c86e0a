// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.file.SplitManifest;
import dev.assay.contracts.recipe.Augmentation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Training images, each seen differently in every epoch: batches of N x 3 x crop x crop normalised
 * pixels. How an image is seen follows from seed, epoch and the pixels of the image alone.
 */
public final class AugmentedSamples implements Samples {
  private final PixelSamples images;
  private final PixelsFile pixels;
  private final Augmenter augmenter;
  private final int side;
  private final long seed;
  private final FloatBatch memory = new FloatBatch();
  private int epoch;

  /**
   * @param pixels stays the caller's to close
   * @param seed of the run
   */
  public AugmentedSamples(
      PixelsFile pixels,
      List<SplitManifest.Entry> entries,
      Preprocessing preprocessing,
      Augmentation augmentation,
      long seed) {
    this.images = new PixelSamples(pixels, entries, preprocessing);
    this.pixels = pixels;
    this.augmenter = new Augmenter(augmentation, preprocessing);
    this.side = preprocessing.crop();
    this.seed = seed;
  }

  @Override
  public void enterEpoch(int newEpoch) {
    epoch = newEpoch;
  }

  @Override
  public int size() {
    return images.size();
  }

  @Override
  public int label(int sample) {
    return images.label(sample);
  }

  @Override
  public FindingLabels findings(int sample) {
    return images.findings(sample);
  }

  @Override
  public boolean hasFindings() {
    return images.hasFindings();
  }

  @Override
  public int atOnce() {
    return images.atOnce();
  }

  @Override
  public NDArray batch(NDManager manager, int[] samples) throws IOException {
    ByteBuffer room = memory.room(samples.length * 3L * side * side);
    FloatBuffer values = room.asFloatBuffer();
    for (int sample : samples) {
      PixelsFile.Image image = pixels.image(images.image(sample));
      augmenter.write(image, ImageDraws.of("assay/augment/" + seed + "/" + epoch, image), values);
    }
    return FloatBatch.array(manager, room, new Shape(samples.length, 3, side, side));
  }
}
