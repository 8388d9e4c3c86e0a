// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.leaks;

import dev.assay.datasets.image.PillowResize;
import dev.assay.datasets.image.RgbImage;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.IntStream;

/**
 * A fingerprint of an image, in 256 bits that hardly change with its encoding, size and brightness:
 * a perceptual hash over the cosine transform (Zauner 2010, "Implementation and benchmarking of
 * perceptual image hash functions", pHash), 16 x 16 frequencies instead of the usual 8 x 8. The
 * image is resized to 64 x 64 grey pixels; a bit says whether the coefficient of its frequency lies
 * above the median of all 256.
 *
 * <p>The bits are assigned to 16 bands of 16 bits in turn, lowest frequencies first, so that no
 * band has only the frequencies in which all images of one kind agree.
 *
 * <p>It does not recognise mirrored, rotated or strongly cropped copies.
 */
public record Fingerprint(long first, long second, long third, long fourth) {
  static final int BANDS = 16;
  static final int BITS_PER_BAND = 16;
  public static final int BITS = BANDS * BITS_PER_BAND;

  private static final int FREQUENCIES = 16;
  private static final int PIXELS = 64;
  private static final double[][] COSINES = cosines();
  private static final int[] POSITIONS = positions();

  public static Fingerprint of(RgbImage image) {
    double[] spectrum = spectrum(grey(PillowResize.resize(image, PIXELS, PIXELS)));
    double[] sorted = spectrum.clone();
    Arrays.sort(sorted);
    double median = (sorted[BITS / 2 - 1] + sorted[BITS / 2]) / 2;
    long[] words = new long[4];
    for (int i = 0; i < BITS; i++) {
      if (spectrum[i] > median) {
        int at = POSITIONS[i];
        words[at / Long.SIZE] |= 1L << (at % Long.SIZE);
      }
    }
    return new Fingerprint(words[0], words[1], words[2], words[3]);
  }

  /** ITU-R BT.601 luma, as Pillow's mode L. */
  private static double[] grey(RgbImage image) {
    byte[] rgb = image.rgb();
    double[] grey = new double[rgb.length / 3];
    for (int i = 0; i < grey.length; i++) {
      grey[i] =
          0.299 * (rgb[3 * i] & 0xff)
              + 0.587 * (rgb[3 * i + 1] & 0xff)
              + 0.114 * (rgb[3 * i + 2] & 0xff);
    }
    return grey;
  }

  /** The 16 x 16 lowest frequencies of the cosine transform (type II), unscaled. */
  private static double[] spectrum(double[] grey) {
    double[] rows = new double[FREQUENCIES * PIXELS];
    for (int u = 0; u < FREQUENCIES; u++) {
      for (int y = 0; y < PIXELS; y++) {
        double sum = 0;
        for (int x = 0; x < PIXELS; x++) {
          sum += grey[y * PIXELS + x] * COSINES[u][x];
        }
        rows[u * PIXELS + y] = sum;
      }
    }
    double[] spectrum = new double[BITS];
    for (int v = 0; v < FREQUENCIES; v++) {
      for (int u = 0; u < FREQUENCIES; u++) {
        double sum = 0;
        for (int y = 0; y < PIXELS; y++) {
          sum += rows[u * PIXELS + y] * COSINES[v][y];
        }
        spectrum[v * FREQUENCIES + u] = sum;
      }
    }
    return spectrum;
  }

  /** With StrictMath, so that the bits are the same on every machine. */
  private static double[][] cosines() {
    double[][] cosines = new double[FREQUENCIES][PIXELS];
    for (int u = 0; u < FREQUENCIES; u++) {
      for (int x = 0; x < PIXELS; x++) {
        cosines[u][x] = StrictMath.cos(StrictMath.PI * u * (2 * x + 1) / (2.0 * PIXELS));
      }
    }
    return cosines;
  }

  /** The position of the bit of each coefficient. */
  private static int[] positions() {
    int[] byFrequency =
        IntStream.range(0, BITS)
            .boxed()
            .sorted(
                Comparator.comparing((Integer i) -> i / FREQUENCIES + i % FREQUENCIES)
                    .thenComparing(i -> i))
            .mapToInt(Integer::intValue)
            .toArray();
    int[] positions = new int[BITS];
    for (int i = 0; i < BITS; i++) {
      positions[byFrequency[i]] = i % BANDS * BITS_PER_BAND + i / BANDS;
    }
    return positions;
  }

  /** Number of bits that differ, 0 to 256. */
  public int distance(Fingerprint other) {
    return Long.bitCount(first ^ other.first)
        + Long.bitCount(second ^ other.second)
        + Long.bitCount(third ^ other.third)
        + Long.bitCount(fourth ^ other.fourth);
  }

  /** The 16 bits of a band. */
  int band(int index) {
    long word =
        switch (index / 4) {
          case 0 -> first;
          case 1 -> second;
          case 2 -> third;
          default -> fourth;
        };
    return (int) (word >>> (index % 4 * BITS_PER_BAND)) & 0xffff;
  }

  /** 64 hexadecimal digits. */
  public String hex() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(first)
        + hex.toHexDigits(second)
        + hex.toHexDigits(third)
        + hex.toHexDigits(fourth);
  }

  /**
   * @param hex as {@link #hex} gives it
   * @throws IllegalArgumentException if it is anything else
   */
  public static Fingerprint ofHex(String hex) {
    if (hex.length() != BITS / 4) {
      throw new IllegalArgumentException("a fingerprint has 64 hexadecimal digits, not " + hex);
    }
    return new Fingerprint(word(hex, 0), word(hex, 1), word(hex, 2), word(hex, 3));
  }

  private static long word(String hex, int index) {
    return HexFormat.fromHexDigitsToLong(hex, 16 * index, 16 * (index + 1));
  }
}
