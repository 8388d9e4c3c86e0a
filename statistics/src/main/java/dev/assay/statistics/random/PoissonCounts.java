// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.random;

/**
 * Counts of a Poisson distribution, by the inverse of its distribution function. Each is a function
 * of a random sequence and of its index and of nothing else, whichever others are asked for.
 *
 * <p>A count mostly follows from its first 12 bits. So one number of the sequence gives four counts
 * their first 16, and only a count that these leave open takes 47 more, from a number of its own.
 */
public final class PoissonCounts {
  private static final int PER_NUMBER = 4;
  private static final int FIRST_BITS = 16;
  private static final int GUIDE_BITS = 12;

  /** Those of a uniform number in all. */
  private static final int ALL_BITS = 63;

  /** P(X > 18) < 2^-58 for a mean of 1; whatever is beyond counts as 19. */
  private static final int MOST = 19;

  /** P(X <= k) in units of 2^-63, k = 0..18. */
  private final long[] cumulative = new long[MOST];

  /** The count that the first 12 bits decide, or ~ the least that they leave open. */
  private final byte[] guide = new byte[1 << GUIDE_BITS];

  /**
   * @param mean in [0, 1]
   */
  public PoissonCounts(double mean) {
    double probability = StrictMath.exp(-mean);
    double sum = 0;
    for (int k = 0; k < MOST; k++) {
      sum += probability;
      cumulative[k] = (long) (Math.min(sum, 1) * 0x1p63);
      probability *= mean / (k + 1);
    }
    int open = ALL_BITS - GUIDE_BITS;
    for (int i = 0; i < guide.length; i++) {
      int least = atLeast(0, (long) i << open);
      int most = atLeast(least, ((i + 1L) << open) - 1);
      guide[i] = (byte) (least == most ? least : ~least);
    }
  }

  /** The first count, from this one on, whose distribution function is above the number. */
  private int atLeast(int count, long uniform) {
    int k = count;
    while (k < MOST && uniform >= cumulative[k]) {
      k++;
    }
    return k;
  }

  private int count(CounterRandom random, int index, long firstBits) {
    int count = guide[(int) (firstBits >>> FIRST_BITS - GUIDE_BITS)];
    return count >= 0 ? count : refined(random, index, ~count, firstBits);
  }

  /** Its own numbers are taken from the other end of the sequence, where no other count reads. */
  private int refined(CounterRandom random, int index, int least, long firstBits) {
    int more = ALL_BITS - FIRST_BITS;
    return atLeast(least, firstBits << more | random.bits(-1L - index) >>> Long.SIZE - more);
  }

  /** Memory for the numbers of one row of counts; its owner uses it again for the next row. */
  public static final class Row {
    private final long[] numbers;
    private final byte[] counts;

    /**
     * @param length the most that a row has, at most 248
     */
    public Row(int length) {
      // a number more on either side where it does not begin or end with one
      numbers = new long[length / PER_NUMBER + 2];
      counts = new byte[numbers.length * PER_NUMBER];
    }
  }

  /**
   * The counts with the indices first, first + 1 and so on.
   *
   * @param into at {@code at} and after
   * @param length how many
   */
  public void counts(CounterRandom random, int first, Row row, byte[] into, int at, int length) {
    int before = first % PER_NUMBER;
    int some = Math.ceilDiv(before + length, PER_NUMBER);
    random.bits(first / PER_NUMBER, some, row.numbers);
    if (before == 0 && length % PER_NUMBER == 0) {
      write(random, first, some, row.numbers, into, at);
    } else {
      write(random, first - before, some, row.numbers, row.counts, 0);
      System.arraycopy(row.counts, before, into, at, length);
    }
  }

  private void write(
      CounterRandom random, int first, int some, long[] numbers, byte[] into, int at) {
    byte[] decided = guide;
    int mask = decided.length - 1; // in these words, so that the compiler checks no bounds
    for (int i = 0; i < some; i++) {
      long number = numbers[i];
      int c0 = decided[(int) (number >>> 52) & mask];
      int c1 = decided[(int) (number >>> 36) & mask];
      int c2 = decided[(int) (number >>> 20) & mask];
      int c3 = decided[(int) (number >>> 4) & mask];
      if ((c0 | c1 | c2 | c3) < 0) {
        int index = first + i * PER_NUMBER;
        c0 = count(random, index, number >>> 48);
        c1 = count(random, index + 1, number >>> 32 & 0xffff);
        c2 = count(random, index + 2, number >>> 16 & 0xffff);
        c3 = count(random, index + 3, number & 0xffff);
      }
      int to = at + i * PER_NUMBER;
      into[to] = (byte) c0;
      into[to + 1] = (byte) c1;
      into[to + 2] = (byte) c2;
      into[to + 3] = (byte) c3;
    }
  }
}
