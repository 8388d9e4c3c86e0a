package dev.assay.statistics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How often each unit is drawn in each replicate, as a pure function of (seed, replicate). As many
 * units are drawn as there are, with replacement: B. Efron, Ann. Statist. 7 (1979) 1-26.
 */
final class MultinomialDraws implements Draws {
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
  public void units(int replicate, int[] weights) {
    Arrays.fill(weights, 0);
    CounterRandom random = new CounterRandom(seed, 2L * replicate);
    long counter = 0;
    for (int[] urn : strata) {
      for (int i = 0; i < urn.length; i++) {
        weights[urn[random.below(urn.length, counter++)]]++;
      }
    }
  }

  @Override
  public void seeds(int replicate, int[] weights) {
    Draws.drawSeeds(seed, replicate, weights);
  }
}
