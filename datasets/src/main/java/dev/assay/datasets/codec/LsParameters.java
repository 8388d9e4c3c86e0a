// SPDX-License-Identifier: Apache-2.0
package dev.assay.datasets.codec;

import dev.assay.datasets.image.UnusableImageException;

/**
 * The parameters of a scan of JPEG-LS (T.87, A.2.1 and C.2.4.1.1).
 *
 * @param most the largest sample
 * @param near by how much samples may be off
 * @param first the thresholds of the gradients
 * @param reset after how many samples the counters of a context are halved
 */
record LsParameters(int most, int near, int first, int second, int third, int reset) {

  /** What the stream states; 0 is the default of the standard. */
  static final class Stated {
    private int most;
    private int first;
    private int second;
    private int third;
    private int reset;

    void read(int largest, int t1, int t2, int t3, int resetAt) {
      most = largest;
      first = t1;
      second = t2;
      third = t3;
      reset = resetAt;
    }

    LsParameters complete(int bits, int near) throws UnusableImageException {
      int largest = most > 0 ? most : (1 << bits) - 1;
      if (largest >= 1 << bits || near > Math.min(255, largest / 2)) {
        throw CodedJpeg.corrupt("has parameters of JPEG-LS that contradict each other");
      }
      int t1;
      int t2;
      int t3;
      if (largest >= 128) {
        int factor = (Math.min(largest, 4095) + 128) / 256;
        t1 = within(factor * (3 - 2) + 2 + 3 * near, near + 1, largest);
        t2 = within(factor * (7 - 3) + 3 + 5 * near, t1, largest);
        t3 = within(factor * (21 - 4) + 4 + 7 * near, t2, largest);
      } else {
        int factor = 256 / (largest + 1);
        t1 = within(Math.max(2, 3 / factor + 3 * near), near + 1, largest);
        t2 = within(Math.max(3, 7 / factor + 5 * near), t1, largest);
        t3 = within(Math.max(4, 21 / factor + 7 * near), t2, largest);
      }
      return new LsParameters(
          largest,
          near,
          first > 0 ? first : t1,
          second > 0 ? second : t2,
          third > 0 ? third : t3,
          reset > 0 ? reset : 64);
    }

    /** T.87's CLAMP: what is outside becomes the lower bound. */
    private static int within(int value, int least, int most) {
      return value > most || value < least ? least : value;
    }
  }

  /** Width of the steps in which differences are coded. */
  int step() {
    return 2 * near + 1;
  }

  int range() {
    return (most + 2 * near) / step() + 1;
  }

  /** Bits of a difference. */
  int differenceBits() {
    return bits(range() - 1);
  }

  /** The longest code of a difference. */
  int longest() {
    int sampleBits = Math.max(2, bits(most));
    return 2 * (sampleBits + Math.max(8, sampleBits));
  }

  private static int bits(int value) {
    return Integer.SIZE - Integer.numberOfLeadingZeros(value);
  }
}
