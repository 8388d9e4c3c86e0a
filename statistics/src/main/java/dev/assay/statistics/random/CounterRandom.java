// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.random;

/**
 * Random numbers that are a function of (seed, stream, counter) and of nothing else: any replicate
 * can be drawn by any thread, in any order, on any machine, with the same result.
 *
 * <p>The function is SplitMix64 read at an arbitrary position: G. L. Steele, D. Lea and C. H.
 * Flood, Fast Splittable Pseudorandom Number Generators, OOPSLA 2014, with the mixing constants of
 * D. Stafford's variant 13, as in java.util.SplittableRandom.
 */
public final class CounterRandom {
  private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;
  private static final int MOST_AT_ONCE = 64;
  private static final int USES = Use.values().length;
  private static final long[] STEPS = steps();

  /** What a sequence is for: those of one seed are independent of each other. */
  public enum Use {
    /** How often a unit counts, in one replicate after the other. */
    UNIT,

    /** Which units are drawn in addition, until a replicate has as many as the set. */
    REPLICATE,

    /** Which training seeds a replicate has. */
    SEEDS,

    /** The entries of the confusion matrix of a replicate. */
    ENTRIES,

    /** A permutation of an attribute. */
    PERMUTATION
  }

  private final long start;

  /**
   * @param stream which of the independent sequences of this seed
   */
  public CounterRandom(long seed, long stream) {
    start = mix(mix(seed + GOLDEN_GAMMA) ^ mix(stream * GOLDEN_GAMMA + 1));
  }

  /**
   * @param index which of those for this use, not negative
   */
  public static CounterRandom of(long seed, Use use, long index) {
    return new CounterRandom(seed, index * USES + use.ordinal());
  }

  private static long[] steps() {
    long[] steps = new long[MOST_AT_ONCE];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = i * GOLDEN_GAMMA;
    }
    return steps;
  }

  /** Where the sequence begins: the state of the sequential generator before its first number. */
  long start() {
    return start;
  }

  /** 64 random bits. */
  long bits(long counter) {
    return mix(start + (counter + 1) * GOLDEN_GAMMA);
  }

  /**
   * The numbers at this counter and after. A loop that the compiler turns into vector instructions,
   * so that one costs a fraction of what {@link #bits(long)} does.
   *
   * @param some how many, at most 64
   */
  void bits(long counter, int some, long[] into) {
    long from = start + (counter + 1) * GOLDEN_GAMMA;
    for (int i = 0; i < some; i++) {
      into[i] = mix(from + STEPS[i]);
    }
  }

  /**
   * A whole number in 0..bound-1; by multiplication (D. Lemire, ACM Trans. Model. Comput. Simul. 29
   * (2019) 3), uneven by less than bound / 2^64.
   */
  public int below(int bound, long counter) {
    return (int) Math.unsignedMultiplyHigh(bits(counter), bound);
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
