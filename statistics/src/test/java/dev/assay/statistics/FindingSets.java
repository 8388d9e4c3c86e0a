// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.FindingSet.Truth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/** Made-up sets of several findings with the scores of models, the same for the same seed. */
public final class FindingSets {
  private FindingSets() {}

  /**
   * @param prevalence of every finding in the population
   * @param sharing how much findings, and scores of them, share of what is common in a patient
   * @param strength of the scores: the area in the population is Phi(strength / sqrt 2)
   * @param unknown share of the truth that is not known
   */
  public record Population(
      int patients,
      int imagesOfPatient,
      int findings,
      double prevalence,
      double sharing,
      double strength,
      double unknown) {}

  public record Case(FindingSet set, List<FindingScores> models) {}

  public static Case drawn(Population of, int models, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    RandomGenerator normal = new Random(random.nextLong());
    int rows = of.patients() * of.imagesOfPatient();
    Truth[][] truth = new Truth[of.findings()][rows];
    double[][][] scores = new double[models][rows][of.findings()];
    List<String> groups = new ArrayList<>();
    double own = Math.sqrt(1 - of.sharing() * of.sharing());
    for (int patient = 0; patient < of.patients(); patient++) {
      boolean[] ill = new boolean[of.findings()];
      for (int f = 0; f < ill.length; f++) {
        ill[f] = random.nextDouble() < of.prevalence();
      }
      double common = normal.nextGaussian();
      for (int i = 0; i < of.imagesOfPatient(); i++) {
        int row = patient * of.imagesOfPatient() + i;
        groups.add(TestSets.group(patient));
        for (int f = 0; f < ill.length; f++) {
          Truth is = ill[f] ? Truth.PRESENT : Truth.ABSENT;
          truth[f][row] = random.nextDouble() < of.unknown() ? Truth.UNKNOWN : is;
          for (int m = 0; m < models; m++) {
            double z =
                of.sharing() * common + own * normal.nextGaussian() + (ill[f] ? of.strength() : 0);
            scores[m][row][f] = 1 / (1 + Math.exp(-z));
          }
        }
      }
    }
    return new Case(
        new FindingSet(
            IntStream.range(0, of.findings()).mapToObj(f -> "f" + f).toList(), truth, groups),
        Arrays.stream(scores).map(FindingScores::new).toList());
  }

  public static SortedMap<Long, FindingScores> seeds(FindingScores... scores) {
    SortedMap<Long, FindingScores> seeds = new TreeMap<>();
    for (FindingScores of : scores) {
      seeds.put(seeds.size() + 1L, of);
    }
    return seeds;
  }
}
