package dev.assay.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often each unit is drawn in each replicate, as a pure function of (seed, replicate). As many
 * units are drawn as there are, with replacement: B. Efron, Ann. Statist. 7 (1979) 1-26.
 */
final class MultinomialDraws implements Draws {
  /** Lanes of one unit that share a cache line: drawn apart and then laid side by side. */
  private static final int NEAR = 16;

  private final long seed;
  private final int[][] strata;

  private MultinomialDraws(long seed, int[][] strata) {
    this.seed = seed;
    this.strata = strata;
  }

  /** All units in one urn. */
  static MultinomialDraws simple(long seed, Units units) {
    int[] all = new int[units.count()];
    Arrays.setAll(all, i -> i);
    return new MultinomialDraws(seed, new int[][] {all});
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
        urns.stream()
            .map(urn -> urn.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new));
  }

  @Override
  public void units(int first, Weights weights) {
    int units = weights.units();
    int[] drawn = new int[units * Math.min(NEAR, weights.lanes())];
    for (int lane = 0; lane < weights.lanes(); lane += NEAR) {
      int some = Math.min(NEAR, weights.lanes() - lane);
      Arrays.fill(drawn, 0);
      for (int i = 0; i < some; i++) {
        draw(first + lane + i, drawn, i * units);
      }
      weights.setLanes(lane, some, drawn);
    }
  }

  private void draw(int replicate, int[] drawn, int from) {
    CounterRandom random = new CounterRandom(seed, 2L * replicate);
    if (strata.length == 1) {
      // the units in their order: looking them up would cost a fifth
      int size = strata[0].length;
      for (int i = 0; i < size; i++) {
        drawn[from + random.below(size, i)]++;
      }
      return;
    }
    long counter = 0;
    for (int[] urn : strata) {
      int size = urn.length;
      for (int i = 0; i < size; i++) {
        drawn[from + urn[random.below(size, counter + i)]]++;
      }
      counter += size;
    }
  }

  @Override
  public void seeds(int replicate, int[] weights) {
    Draws.drawSeeds(seed, replicate, weights);
  }
}
