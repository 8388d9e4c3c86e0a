// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.file;

import dev.assay.contracts.Preprocessing;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * From stored pixels to a network's input: torchvision's {@code CenterCrop}, {@code ToTensor} and
 * {@code Normalize}, to the last bit.
 */
public final class Crop {
  private static final int CHANNELS = 3;
  private static final int LEVELS = 256;

  private final int size;

  /** What becomes of each grey level: there are only 256, so each is computed once. */
  private final float[][] normalised = new float[CHANNELS][LEVELS];

  public Crop(Preprocessing preprocessing) {
    this.size = preprocessing.crop();
    for (int channel = 0; channel < CHANNELS; channel++) {
      float mean = preprocessing.mean().get(channel).floatValue();
      float std = preprocessing.std().get(channel).floatValue();
      for (int level = 0; level < LEVELS; level++) {
        normalised[channel][level] = (level / 255f - mean) / std;
      }
    }
  }

  /** Pixels of both sides. */
  public int size() {
    return size;
  }

  /**
   * Appends 3 x size x size values of the centre, one channel after the other.
   *
   * @throws IllegalArgumentException if a side of the image is shorter than the crop
   */
  public void write(PixelsFile.Image image, FloatBuffer target) {
    write(image, offset(image.height()), offset(image.width()), target);
  }

  private void write(PixelsFile.Image image, int top, int left, FloatBuffer target) {
    byte[] row = new byte[CHANNELS * size];
    ByteBuffer rgb = image.rgb();
    int plane = size * size;
    int start = target.position();
    for (int y = 0; y < size; y++) {
      rgb.get(CHANNELS * ((top + y) * image.width() + left), row);
      for (int channel = 0; channel < CHANNELS; channel++) {
        float[] levels = normalised[channel];
        int out = start + channel * plane + y * size;
        for (int x = 0; x < size; x++) {
          target.put(out + x, levels[row[CHANNELS * x + channel] & 0xff]);
        }
      }
    }
    target.position(start + CHANNELS * plane);
  }

  /**
   * Where the centre of a side begins: half of what is left over, ties to the even number, as
   * Python's {@code round}.
   */
  public int offset(int side) {
    if (side < size) {
      throw new IllegalArgumentException(
          "an image of " + side + " pixels cannot be cropped to " + size);
    }
    return (int) Math.rint((side - size) / 2.0);
  }
}
