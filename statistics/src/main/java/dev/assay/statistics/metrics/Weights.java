// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import dev.assay.statistics.random.CounterRandom;
import dev.assay.statistics.random.PoissonCounts;
import java.util.Arrays;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.stream.IntStream;

/**
 * How often each unit counts under several weightings of a set at once, the lanes. The counts of
 * one unit are adjacent in memory, so that a sum over rows is computed for all lanes by a loop over
 * neighbours, which the compiler turns into vector instructions.
 */
public final class Weights {
  /** Long enough for vector loops. */
  private static final int MOST_LANES = 128;

  private static final int ROWS_PER_THREAD = 4;

  /** Memory of one thread for large sets, in bytes. */
  private static final int MOST_COUNTS = 1 << 24;

  private final int units;
  private final int lanes;

  /** A count above 127 is less likely than 10^-200, and refused. */
  private final byte[] counts;

  private final PoissonCounts.Row row;

  public Weights(int units, int lanes) {
    this.units = units;
    this.lanes = lanes;
    counts = new byte[Math.multiplyExact(units, lanes)];
    row = new PoissonCounts.Row(Math.min(lanes, MOST_LANES));
  }

  /** As many lanes as are fast and fit into bounded memory. */
  static Weights tile(int units) {
    return new Weights(units, lanesOf(units));
  }

  private static int lanesOf(int units) {
    return Math.clamp(MOST_COUNTS / Math.max(units, 1), 1, MOST_LANES);
  }

  /** Several weightings that are computed at once. */
  public interface Tile {
    /**
     * @param weights with a lane for each, and perhaps more; of the tile before or new
     * @param first weighting, that of lane 0
     * @param end after the last
     */
    void of(Weights weights, int first, int end);
  }

  /**
   * Divides weightings 0..count-1 into tiles of as many lanes as {@link #tile} has, and computes
   * them on the threads of the pool that this is called in.
   */
  public static void forEachTile(int units, int count, Tile tile) {
    int lanes = lanesOf(units);
    int tiles = Math.ceilDiv(count, lanes);
    // Several tiles in a row, so that they share the memory.
    int row = Math.ceilDiv(tiles, ROWS_PER_THREAD * threads());
    IntStream.range(0, Math.ceilDiv(tiles, row))
        .parallel()
        .forEach(
            i -> {
              Weights weights = tile(units);
              int end = Math.min(count, (i + 1) * row * lanes);
              for (int first = i * row * lanes; first < end; first += lanes) {
                tile.of(weights, first, Math.min(end, first + lanes));
              }
            });
  }

  private static int threads() {
    return ForkJoinTask.inForkJoinPool()
        ? ForkJoinTask.getPool().getParallelism()
        : ForkJoinPool.getCommonPoolParallelism() + 1;
  }

  /** Every unit once, in one lane. */
  static Weights ones(int units) {
    Weights ones = new Weights(units, 1);
    ones.fill(1);
    return ones;
  }

  public int units() {
    return units;
  }

  public int lanes() {
    return lanes;
  }

  /**
   * @param count how often each unit counts in each lane
   */
  public void fill(int count) {
    Arrays.fill(counts, fitting(count));
  }

  public void set(int unit, int lane, int count) {
    counts[unit * lanes + lane] = fitting(count);
  }

  private static byte fitting(int count) {
    if (count < 0 || count > Byte.MAX_VALUE) {
      throw new IllegalStateException("a unit that counts %d times".formatted(count));
    }
    return (byte) count;
  }

  public int get(int unit, int lane) {
    return counts[unit * lanes + lane];
  }

  /**
   * Draws how often a unit counts.
   *
   * @param first index of the count in lane 0; those of the other lanes follow
   */
  public void draw(int unit, PoissonCounts distribution, CounterRandom random, int first) {
    int at = unit * lanes;
    for (int lane = 0; lane < lanes; lane += MOST_LANES) {
      int some = Math.min(MOST_LANES, lanes - lane);
      distribution.counts(random, first + lane, row, counts, at + lane, some);
    }
  }

  /** Adds the counts of a unit to the totals of the lanes. */
  public void addTo(long[] totals, int unit) {
    int at = unit * lanes;
    for (int lane = 0; lane < totals.length; lane++) {
      totals[lane] += counts[at + lane];
    }
  }

  /** The unit once more in the lane. */
  public void increment(int unit, int lane) {
    int at = unit * lanes + lane;
    counts[at] = fitting(counts[at] + 1);
  }

  /**
   * All counts: that of a unit in a lane is at {@code unit * lanes + lane}. For inner loops; not to
   * be changed.
   */
  byte[] counts() {
    return counts;
  }
}
