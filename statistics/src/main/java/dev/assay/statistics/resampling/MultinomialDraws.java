// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import dev.assay.statistics.metrics.Weights;
import dev.assay.statistics.random.CounterRandom;
import dev.assay.statistics.random.PoissonCounts;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often each unit is drawn in each replicate, as a pure function of (seed, replicate). As many
 * units are drawn as there are, with replacement: B. Efron, Ann. Statist. 7 (1979) 1-26.
 *
 * <p>Drawing n units one by one would be slow: each is written to another place. But counts of n
 * independent Poisson variables, given that their sum is m, are distributed as m draws of n units
 * are (L. Devroye, Non-Uniform Random Variate Generation, 1986, chapter XI.1). So most is drawn as
 * Poisson counts, unit after unit, with a mean a little below 1, and the n - m that are missing are
 * drawn one by one. In one replicate in a thousand the sum is above n; it is drawn one by one as a
 * whole. Either way, and therefore together, the counts are those of n draws.
 */
final class MultinomialDraws implements Draws {
  /** Standard deviations that the mean of the sum is below n. */
  private static final double BELOW = 3;

  private final long seed;
  private final List<Urn> urns;

  /**
   * @param units from which as many are drawn
   * @param most the distribution of what is drawn at first
   */
  private record Urn(int[] units, PoissonCounts most) {
    static Urn of(int[] units) {
      double mean = Math.max(0, 1 - BELOW / Math.sqrt(units.length));
      return new Urn(units, new PoissonCounts(mean));
    }
  }

  private MultinomialDraws(long seed, List<int[]> strata) {
    this.seed = seed;
    this.urns = strata.stream().filter(units -> units.length > 0).map(Urn::of).toList();
  }

  /** All units in one urn. */
  static MultinomialDraws simple(long seed, Units units) {
    int[] all = new int[units.count()];
    Arrays.setAll(all, i -> i);
    return new MultinomialDraws(seed, List.of(all));
  }

  /**
   * One urn per class, so that every resample has as many units of a class as the set: a unit goes
   * to the class most of its rows belong to, among equals to the first.
   */
  static MultinomialDraws stratified(long seed, LabelledSet set, Units units) {
    int[][] rows = new int[units.count()][set.classCount()];
    for (int row = 0; row < set.rows(); row++) {
      rows[units.of(row)][set.truth(row)]++;
    }
    List<List<Integer>> urns = new ArrayList<>();
    for (int c = 0; c < set.classCount(); c++) {
      urns.add(new ArrayList<>());
    }
    for (int unit = 0; unit < rows.length; unit++) {
      int most = 0;
      for (int c = 1; c < set.classCount(); c++) {
        if (rows[unit][c] > rows[unit][most]) {
          most = c;
        }
      }
      urns.get(most).add(unit);
    }
    return new MultinomialDraws(
        seed,
        urns.stream().map(urn -> urn.stream().mapToInt(Integer::intValue).toArray()).toList());
  }

  @Override
  public void units(int first, Weights weights) {
    long[] used = new long[weights.lanes()];
    for (Urn urn : urns) {
      for (int unit : urn.units()) {
        CounterRandom random = CounterRandom.of(seed, CounterRandom.Use.UNIT, unit);
        weights.draw(unit, urn.most(), random, first);
      }
      long[] drawn = new long[weights.lanes()];
      for (int unit : urn.units()) {
        weights.addTo(drawn, unit);
      }
      for (int lane = 0; lane < drawn.length; lane++) {
        CounterRandom random = CounterRandom.of(seed, CounterRandom.Use.REPLICATE, first + lane);
        used[lane] = complete(urn.units(), drawn[lane], random, used[lane], weights, lane);
      }
    }
  }

  /**
   * Draws what is missing, one by one.
   *
   * @param drawn how many there are
   * @param counter of the first number to use
   * @return that of the next
   */
  private static long complete(
      int[] units, long drawn, CounterRandom random, long counter, Weights weights, int lane) {
    long missing = units.length - drawn;
    if (missing < 0) {
      for (int unit : units) {
        weights.set(unit, lane, 0);
      }
      missing = units.length;
    }
    for (long i = counter; i < counter + missing; i++) {
      weights.increment(units[random.below(units.length, i)], lane);
    }
    return counter + missing;
  }

  @Override
  public void seeds(int replicate, int[] weights) {
    Draws.drawSeeds(seed, replicate, weights);
  }
}
