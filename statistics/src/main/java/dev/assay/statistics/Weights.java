package dev.assay.statistics;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How often each unit counts under several weightings of a set at once, the lanes. Those of one
 * unit lie side by side, so that what is summed over rows is summed for all lanes by a loop over
 * neighbours, which the compiler turns into vector instructions.
 */
final class Weights {
  /** Long enough for vector loops. */
  private static final int MOST_LANES = 128;

  /** Memory of one thread for large sets: 16 MiB of weights. */
  private static final int MOST_COUNTS = 1 << 22;

  private final int units;
  private final int lanes;
  private final int[] counts;

  Weights(int units, int lanes) {
    this.units = units;
    this.lanes = lanes;
    counts = new int[Math.multiplyExact(units, lanes)];
  }

  /** As many lanes as are fast and fit into bounded memory. */
  static Weights tile(int units) {
    return new Weights(units, lanesOf(units));
  }

  private static int lanesOf(int units) {
    return Math.clamp(MOST_COUNTS / Math.max(units, 1), 1, MOST_LANES);
  }

  /** Some weightings that are gone through at once; a task for one thread. */
  interface Tile {
    /**
     * @param first that of lane 0
     * @param end after the last
     */
    void of(int first, int end);
  }

  /**
   * Parts weightings 0..count-1 into tiles of as many lanes as {@link #tile} has, which are worked
   * on by the threads of the pool that this is called in.
   */
  static void forEachTile(int units, int count, Tile tile) {
    int lanes = lanesOf(units);
    IntStream.range(0, (count + lanes - 1) / lanes)
        .parallel()
        .forEach(i -> tile.of(i * lanes, Math.min(count, (i + 1) * lanes)));
  }

  /** Every unit once, in one lane. */
  static Weights ones(int units) {
    Weights ones = new Weights(units, 1);
    ones.fill(1);
    return ones;
  }

  int units() {
    return units;
  }

  int lanes() {
    return lanes;
  }

  /**
   * @param count how often each unit counts in each lane
   */
  void fill(int count) {
    Arrays.fill(counts, count);
  }

  void set(int unit, int lane, int count) {
    counts[unit * lanes + lane] = count;
  }

  int get(int unit, int lane) {
    return counts[unit * lanes + lane];
  }

  /**
   * Sets some neighbouring lanes.
   *
   * @param first lane
   * @param some how many
   * @param counts of all units in the first of them, then of all units in the next, and so on
   */
  void setLanes(int first, int some, int[] counts) {
    for (int unit = 0; unit < units; unit++) {
      int to = unit * lanes + first;
      for (int lane = 0, from = unit; lane < some; lane++, from += units) {
        this.counts[to + lane] = counts[from];
      }
    }
  }

  /** The unit once more in the lane. */
  void increment(int unit, int lane) {
    counts[unit * lanes + lane]++;
  }

  /**
   * All of them: that of a unit in a lane is at {@code unit * lanes + lane}. For inner loops; not
   * to be changed.
   */
  int[] counts() {
    return counts;
  }
}
