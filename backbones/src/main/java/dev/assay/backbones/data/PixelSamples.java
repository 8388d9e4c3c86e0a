// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.file.Crop;
import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.PackedImages;
import dev.assay.contracts.file.SplitManifest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.List;

/** Images: batches of N x 3 x crop x crop normalised pixels. */
public final class PixelSamples implements Samples {
  /** On a CPU, 4 images of 224 pixels stay in its caches; 16 take twice as long each. */
  private static final int AT_ONCE = 4;

  private final PackedImages pixels;
  private final List<SplitManifest.Entry> entries;
  private final Crop crop;
  private final FloatBatch memory = new FloatBatch();

  /**
   * @param pixels stays the caller's to close
   * @throws IllegalArgumentException if the pixels were resized otherwise than the preprocessing
   *     says
   */
  public PixelSamples(
      PackedImages pixels, List<SplitManifest.Entry> entries, Preprocessing preprocessing) {
    requireSize(pixels, preprocessing);
    this.pixels = pixels;
    this.entries = List.copyOf(entries);
    this.crop = new Crop(preprocessing);
  }

  static void requireSize(PackedImages pixels, Preprocessing preprocessing) {
    if (pixels.resize() != preprocessing.resize()
        || !pixels.interpolation().equals(preprocessing.resampling())) {
      throw new IllegalArgumentException(
          "the pixels file was resized to %d (%s), the preprocessing wants %d (%s)"
              .formatted(
                  pixels.resize(),
                  pixels.interpolation(),
                  preprocessing.resize(),
                  preprocessing.resampling()));
    }
  }

  @Override
  public int size() {
    return entries.size();
  }

  @Override
  public int label(int sample) {
    return entries.get(sample).label();
  }

  @Override
  public FindingLabels findings(int sample) {
    return Labels.findings(entries, sample);
  }

  @Override
  public boolean hasFindings() {
    return Labels.areFindings(entries);
  }

  @Override
  public int atOnce() {
    return AT_ONCE;
  }

  /** Hash of the image's id. */
  public String image(int sample) {
    return entries.get(sample).image();
  }

  @Override
  public NDArray batch(NDManager manager, int[] samples) throws IOException {
    long side = crop.size();
    ByteBuffer room = memory.room(samples.length * 3 * side * side);
    FloatBuffer values = room.asFloatBuffer();
    for (int sample : samples) {
      crop.write(pixels.image(image(sample)), values);
    }
    return FloatBatch.array(manager, room, new Shape(samples.length, 3, side, side));
  }
}
