// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import dev.assay.datasets.image.UnusableImageException;
import java.util.Arrays;

/**
 * A scan of JPEG-LS, lossless or near-lossless (T.87, annex A for one component, annex B for
 * several that are interleaved by line or by sample).
 */
final class LsScan {
  private static final int CONTEXTS = 365;

  /** The two contexts of the sample that ends a run. */
  private static final int RUN_CONTEXTS = 2;

  private static final int BY_LINE = 1;
  private static final int BY_SAMPLE = 2;

  /** T.87, A.2.1, the variable J: logarithms of the lengths of runs. */
  private static final int[] RUN_BITS = {
    0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13,
    14, 15
  };

  private final LsParameters with;
  private final LsBits code;
  private final int width;
  private final int height;
  private final int step;
  private final int range;
  private final int differenceBits;
  private final int longest;
  private final int[] magnitude = new int[CONTEXTS + RUN_CONTEXTS];
  private final int[] bias = new int[CONTEXTS];
  private final int[] correction = new int[CONTEXTS];
  private final int[] count = new int[CONTEXTS + RUN_CONTEXTS];
  private final int[] negative = new int[RUN_CONTEXTS];
  private final byte[] quantised;

  LsScan(LsParameters with, LsBits code, int width, int height) {
    this.with = with;
    this.code = code;
    this.width = width;
    this.height = height;
    this.step = with.step();
    this.range = with.range();
    this.differenceBits = with.differenceBits();
    this.longest = with.longest();
    Arrays.fill(magnitude, Math.max(2, (range + 32) / 64));
    Arrays.fill(count, 1);
    this.quantised = new byte[2 * with.most() + 1];
    for (int i = 0; i < quantised.length; i++) {
      quantised[i] = (byte) region(i - with.most());
    }
  }

  /** T.87, A.3.3. */
  private int region(int gradient) {
    int size = Math.abs(gradient);
    int region =
        size <= with.near()
            ? 0
            : size < with.first() ? 1 : size < with.second() ? 2 : size < with.third() ? 3 : 4;
    return gradient < 0 ? -region : region;
  }

  /**
   * @param interleave 0 for one component, otherwise by line or by sample
   * @param point bits that were cut off
   * @return where the segments go on
   */
  int decode(int[] components, int interleave, int point, int[] values, int perPixel)
      throws UnusableImageException {
    int several = components.length;
    boolean known = several == 1 || interleave == BY_LINE || interleave == BY_SAMPLE;
    if (!known) {
      throw CodedJpeg.corrupt("has a scan of several components that are not interleaved");
    }
    // Samples are at 1 to width; the neighbours beyond are at 0 and at width + 1.
    int[][] above = new int[several][width + 2];
    int[][] line = new int[several][width + 2];
    int[] run = new int[several];
    for (int y = 0; y < height; y++) {
      for (int i = 0; i < several; i++) {
        above[i][width + 1] = above[i][width];
        line[i][0] = above[i][1];
      }
      if (several > 1 && interleave == BY_SAMPLE) {
        run[0] = samples(above, line, run[0]);
      } else {
        for (int i = 0; i < several; i++) {
          run[i] = line(above[i], line[i], run[i]);
        }
      }
      for (int i = 0; i < several; i++) {
        int at = y * width * perPixel + components[i];
        for (int x = 1; x <= width; x++) {
          values[at] = line[i][x] << point;
          at += perPixel;
        }
      }
      int[][] swap = above;
      above = line;
      line = swap;
    }
    return code.end();
  }

  private int context(int[] above, int[] line, int x) {
    int most = with.most();
    return 81 * quantised[above[x + 1] - above[x] + most]
        + 9 * quantised[above[x] - above[x - 1] + most]
        + quantised[above[x - 1] - line[x - 1] + most];
  }

  /** Decodes a line of one component and returns the index of its runs. */
  private int line(int[] above, int[] line, int before) throws UnusableImageException {
    int run = before;
    int x = 1;
    while (x <= width) {
      int context = context(above, line, x);
      if (context != 0) {
        line[x] = regular(line[x - 1], above[x], above[x - 1], context);
        x++;
        continue;
      }
      int left = line[x - 1];
      boolean interrupted = false;
      while (x <= width && !interrupted) {
        int length;
        if (code.next(1) == 1) {
          int full = 1 << RUN_BITS[run];
          length = Math.min(full, width - x + 1);
          if (length == full && run < 31) {
            run++;
          }
        } else {
          length = interruptedRun(run, x);
          interrupted = true;
        }
        Arrays.fill(line, x, x + length, left);
        x += length;
      }
      if (interrupted) {
        int type = Math.abs(left - above[x]) <= with.near() ? 1 : 0;
        line[x] = interruption(left, above[x], type, run);
        x++;
        run = Math.max(0, run - 1);
      }
    }
    return run;
  }

  /** Decodes a line of all components at once and returns the index of its runs. */
  private int samples(int[][] above, int[][] line, int before) throws UnusableImageException {
    int run = before;
    int several = line.length;
    int[] contexts = new int[several];
    int x = 1;
    while (x <= width) {
      boolean flat = true;
      for (int i = 0; i < several; i++) {
        contexts[i] = context(above[i], line[i], x);
        flat &= contexts[i] == 0;
      }
      if (!flat) {
        for (int i = 0; i < several; i++) {
          line[i][x] = regular(line[i][x - 1], above[i][x], above[i][x - 1], contexts[i]);
        }
        x++;
        continue;
      }
      int start = x - 1;
      boolean interrupted = false;
      while (x <= width && !interrupted) {
        int length;
        if (code.next(1) == 1) {
          int full = 1 << RUN_BITS[run];
          length = Math.min(full, width - x + 1);
          if (length == full && run < 31) {
            run++;
          }
        } else {
          length = interruptedRun(run, x);
          interrupted = true;
        }
        for (int i = 0; i < several; i++) {
          Arrays.fill(line[i], x, x + length, line[i][start]);
        }
        x += length;
      }
      if (interrupted) {
        for (int i = 0; i < several; i++) {
          line[i][x] = interruption(line[i][start], above[i][x], 0, run);
        }
        x++;
        run = Math.max(0, run - 1);
      }
    }
    return run;
  }

  private int interruptedRun(int run, int x) throws UnusableImageException {
    int length = code.next(RUN_BITS[run]);
    if (length > width - x) {
      throw CodedJpeg.corrupt("has a run beyond the end of its line");
    }
    return length;
  }

  /** The regular mode (T.87, A.4 to A.6). */
  private int regular(int left, int up, int corner, int signedContext)
      throws UnusableImageException {
    int sign = signedContext < 0 ? -1 : 1;
    int q = Math.abs(signedContext);
    int smaller = Math.min(left, up);
    int larger = Math.max(left, up);
    int predicted = corner >= larger ? smaller : corner <= smaller ? larger : left + up - corner;
    predicted = Math.clamp(predicted + sign * correction[q], 0, with.most());
    int k = parameter(magnitude[q], count[q]);
    int mapped = golomb(k, longest);
    int error;
    if (with.near() == 0 && k == 0 && 2 * bias[q] <= -count[q]) {
      error = mapped % 2 != 0 ? mapped >> 1 : -(mapped >> 1) - 1;
    } else {
      error = mapped % 2 == 0 ? mapped >> 1 : -((mapped + 1) >> 1);
    }
    update(q, error);
    return sample(predicted + sign * error * step);
  }

  private void update(int q, int error) {
    bias[q] += error * step;
    magnitude[q] += Math.abs(error);
    if (count[q] == with.reset()) {
      magnitude[q] >>= 1;
      bias[q] = bias[q] >= 0 ? bias[q] >> 1 : -((1 - bias[q]) >> 1);
      count[q] >>= 1;
    }
    count[q]++;
    if (bias[q] <= -count[q]) {
      bias[q] = Math.max(bias[q] + count[q], 1 - count[q]);
      correction[q] = Math.max(-128, correction[q] - 1);
    } else if (bias[q] > 0) {
      bias[q] = Math.min(bias[q] - count[q], 0);
      correction[q] = Math.min(127, correction[q] + 1);
    }
  }

  /** The sample that ends a run (T.87, A.7.2). */
  private int interruption(int left, int up, int type, int run) throws UnusableImageException {
    int q = CONTEXTS + type;
    int k = parameter(type == 0 ? magnitude[q] : magnitude[q] + (count[q] >> 1), count[q]);
    int mapped = golomb(k, longest - RUN_BITS[run] - 1);
    int folded = mapped + type;
    boolean odd = folded % 2 != 0;
    int size = (folded + 1) >> 1;
    int error = (k != 0 || 2 * negative[type] >= count[q]) == odd ? -size : size;
    if (error < 0) {
      negative[type]++;
    }
    magnitude[q] += (mapped + 1 - type) >> 1;
    if (count[q] == with.reset()) {
      magnitude[q] >>= 1;
      count[q] >>= 1;
      negative[type] >>= 1;
    }
    count[q]++;
    if (type == 1) {
      return sample(left + error * step);
    }
    return sample(up + (left > up ? -error : error) * step);
  }

  private static int parameter(int magnitude, int count) throws UnusableImageException {
    int k = 0;
    while ((long) count << k < magnitude) {
      if (++k > 24) {
        throw CodedJpeg.corrupt("has a context that no image has");
      }
    }
    return k;
  }

  /** A code of limited length (T.87, A.5.3). */
  private int golomb(int k, int limit) throws UnusableImageException {
    int high = code.zeros(limit);
    return high < limit - differenceBits - 1
        ? high << k | code.next(k)
        : code.next(differenceBits) + 1;
  }

  private int sample(int value) {
    int folded = value;
    if (folded < -with.near()) {
      folded += range * step;
    } else if (folded > with.most() + with.near()) {
      folded -= range * step;
    }
    return Math.clamp(folded, 0, with.most());
  }
}
