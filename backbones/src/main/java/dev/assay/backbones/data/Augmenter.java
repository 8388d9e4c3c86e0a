// SPDX-License-Identifier: Apache-2.0
package dev.assay.backbones.data;

import dev.assay.backbones.engine.CounterRandom;
import dev.assay.contracts.Preprocessing;
import dev.assay.contracts.file.PixelsFile;
import dev.assay.contracts.recipe.Augmentation;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;

/**
 * One random view of an image in place of its centre crop: a smaller crop somewhere in the image,
 * turned, perhaps mirrored where the recipe declares it, brighter or darker, with more or less
 * contrast. Sampled bilinearly from the stored pixels in one step; what lies outside the image has
 * the colour of its nearest pixel. All numbers come from the sequence that is given, so that a view
 * is the same in every attempt.
 */
final class Augmenter {
  private static final int CHANNELS = 3;

  /** Which number of the sequence decides what. */
  private enum Draw {
    SCALE,
    LEFT,
    TOP,
    ROTATION,
    BRIGHTNESS,
    CONTRAST,
    HORIZONTAL_FLIP,
    VERTICAL_FLIP
  }

  private final Augmentation augmentation;
  private final int size;
  private final float[] mean = new float[CHANNELS];
  private final float[] std = new float[CHANNELS];

  Augmenter(Augmentation augmentation, Preprocessing preprocessing) {
    this.augmentation = augmentation;
    this.size = preprocessing.crop();
    for (int channel = 0; channel < CHANNELS; channel++) {
      mean[channel] = preprocessing.mean().get(channel).floatValue();
      std[channel] = preprocessing.std().get(channel).floatValue();
    }
  }

  /**
   * Appends 3 x size x size values, one channel after the other.
   *
   * @param random of this image in this epoch
   */
  void write(PixelsFile.Image image, CounterRandom random, FloatBuffer target) {
    byte[] rgb = bytes(image);
    View view = view(image, random);
    float[][] planes = new float[CHANNELS][size * size];
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        sample(rgb, image, view.column(x, y), view.row(x, y), planes, y * size + x);
      }
    }
    recolour(planes, factor(random, Draw.BRIGHTNESS, augmentation.brightness()), random);
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (float value : planes[channel]) {
        target.put((value / 255f - mean[channel]) / std[channel]);
      }
    }
  }

  private static byte[] bytes(PixelsFile.Image image) {
    ByteBuffer pixels = image.rgb();
    byte[] rgb = new byte[CHANNELS * image.width() * image.height()];
    pixels.get(0, rgb);
    return rgb;
  }

  /**
   * Where the pixels of a view lie in the image: a square of {@code side} source pixels, turned
   * about its centre.
   */
  private record View(
      double centreColumn, double centreRow, double across, double along, int size) {
    /** Distance of a pixel's centre from that of the view, in pixels of the view. */
    private double offset(int index) {
      return index + 0.5 - size / 2.0;
    }

    double column(int x, int y) {
      return centreColumn + across * offset(x) - along * offset(y);
    }

    double row(int x, int y) {
      return centreRow + along * offset(x) + across * offset(y);
    }
  }

  private View view(PixelsFile.Image image, CounterRandom random) {
    double scale = between(random, Draw.SCALE, augmentation.scale(), 1);
    double side = scale * size;
    double left = random.uniform(Draw.LEFT.ordinal()) * (image.width() - side);
    double top = random.uniform(Draw.TOP.ordinal()) * (image.height() - side);
    double degrees =
        between(random, Draw.ROTATION, -augmentation.rotation(), augmentation.rotation());
    double radians = StrictMath.toRadians(degrees);
    return new View(
        left + side / 2,
        top + side / 2,
        scale * StrictMath.cos(radians),
        scale * StrictMath.sin(radians),
        size);
  }

  /** Bilinear, pixel centres at halves. */
  private static void sample(
      byte[] rgb, PixelsFile.Image image, double column, double row, float[][] planes, int at) {
    double x = Math.clamp(column - 0.5, 0, image.width() - 1.0);
    double y = Math.clamp(row - 0.5, 0, image.height() - 1.0);
    int x0 = (int) x;
    int y0 = (int) y;
    int x1 = Math.min(x0 + 1, image.width() - 1);
    int y1 = Math.min(y0 + 1, image.height() - 1);
    float right = (float) (x - x0);
    float below = (float) (y - y0);
    for (int channel = 0; channel < CHANNELS; channel++) {
      float upper =
          level(rgb, image, x0, y0, channel) * (1 - right)
              + level(rgb, image, x1, y0, channel) * right;
      float lower =
          level(rgb, image, x0, y1, channel) * (1 - right)
              + level(rgb, image, x1, y1, channel) * right;
      planes[channel][at] = upper * (1 - below) + lower * below;
    }
  }

  private static int level(byte[] rgb, PixelsFile.Image image, int x, int y, int channel) {
    return rgb[CHANNELS * (y * image.width() + x) + channel] & 0xff;
  }

  private void recolour(float[][] planes, float brightness, CounterRandom random) {
    float contrast = factor(random, Draw.CONTRAST, augmentation.contrast());
    boolean mirror = mirrors(random, Draw.HORIZONTAL_FLIP, augmentation.horizontalFlip());
    boolean upend = mirrors(random, Draw.VERTICAL_FLIP, augmentation.verticalFlip());
    double sum = 0;
    for (float[] plane : planes) {
      for (float value : plane) {
        sum += value;
      }
    }
    float grey = (float) (brightness * sum / (CHANNELS * (double) size * size));
    for (float[] plane : planes) {
      for (int i = 0; i < plane.length; i++) {
        plane[i] = Math.clamp((plane[i] * brightness - grey) * contrast + grey, 0f, 255f);
      }
      if (mirror) {
        mirror(plane);
      }
      if (upend) {
        upend(plane);
      }
    }
  }

  private void mirror(float[] plane) {
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size / 2; x++) {
        swap(plane, y * size + x, y * size + size - 1 - x);
      }
    }
  }

  private void upend(float[] plane) {
    for (int y = 0; y < size / 2; y++) {
      for (int x = 0; x < size; x++) {
        swap(plane, y * size + x, (size - 1 - y) * size + x);
      }
    }
  }

  private static void swap(float[] plane, int i, int j) {
    float kept = plane[i];
    plane[i] = plane[j];
    plane[j] = kept;
  }

  private static float factor(CounterRandom random, Draw draw, double range) {
    return (float) between(random, draw, 1 - range, 1 + range);
  }

  private static boolean mirrors(CounterRandom random, Draw draw, boolean declared) {
    return declared && random.uniform(draw.ordinal()) < 0.5;
  }

  private static double between(CounterRandom random, Draw draw, double least, double most) {
    return least + (most - least) * random.uniform(draw.ordinal());
  }
}
