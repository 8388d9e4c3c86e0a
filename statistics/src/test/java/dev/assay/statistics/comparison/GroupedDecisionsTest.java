// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.apache.commons.statistics.distribution.ChiSquaredDistribution;
import org.junit.jupiter.api.Test;

class GroupedDecisionsTest {

  @Test
  void addsUpWhatTryingEverySignFinds() {
    Pair pair = Pair.random(new SplittableRandom(7), 9, 4, 0.5);
    long[] differences = pair.differences();
    long seen = Math.abs(Arrays.stream(differences).sum());
    int atLeast = 0;
    for (int mask = 0; mask < 1 << differences.length; mask++) {
      long sum = 0;
      for (int k = 0; k < differences.length; k++) {
        sum += (mask >> k & 1) == 1 ? differences[k] : -differences[k];
      }
      atLeast += Math.abs(sum) >= seen ? 1 : 0;
    }

    double p = pair.grouped().signFlip();

    assertThat(p).isCloseTo(atLeast / (double) (1 << differences.length), within(1e-14));
  }

  @Test
  void agreesWithChangingThePlacesOfTheModelsForAccuracy() {
    Pair pair = Pair.random(new SplittableRandom(8), 8, 3, 0.6);
    LabelSwapTest swap =
        new LabelSwapTest(pair.set, pair.set.groups(), List.of(pair.first), List.of(pair.second));

    double p = swap.p(Metric.ACCURACY);

    assertThat(p).isCloseTo(pair.grouped().signFlip(), within(1e-14));
  }

  @Test
  void weighsImagesInObuchowskisFormAndGroupsInDurkalskis() {
    Pair pair = Pair.random(new SplittableRandom(9), 30, 4, 0.7);
    double[] d = Arrays.stream(pair.differences()).asDoubleStream().toArray();
    double sum = Arrays.stream(d).sum();
    double squares = Arrays.stream(d).map(v -> v * v).sum();

    // all groups have four images, so that only the correction K/(K-1) tells the two apart
    assertThat(pair.grouped().durkalskiP()).isCloseTo(upper(sum * sum / squares), within(1e-12));
    assertThat(pair.grouped().obuchowskiP())
        .isCloseTo(upper(sum * sum / (squares * 30 / 29)), within(1e-12));
  }

  @Test
  void identicalModelsDoNotDiffer() {
    Pair pair = Pair.random(new SplittableRandom(10), 6, 3, 0.7);
    GroupedDecisions same =
        GroupedDecisions.of(pair.set, pair.set.groups(), List.of(pair.first), List.of(pair.first));

    assertThat(same.discordantUnits()).isZero();
    assertThat(same.signFlip()).isEqualTo(1);
    assertThat(same.obuchowskiP()).isEqualTo(1);
    assertThat(same.durkalskiP()).isEqualTo(1);
  }

  @Test
  void meansOverSeedsDoNotDependOnRepeatingThem() {
    Pair pair = Pair.random(new SplittableRandom(11), 12, 3, 0.7);
    GroupedDecisions once = pair.grouped();

    GroupedDecisions repeated =
        GroupedDecisions.of(
            pair.set,
            pair.set.groups(),
            List.of(pair.first, pair.first),
            List.of(pair.second, pair.second, pair.second));

    assertThat(repeated.difference()).isCloseTo(once.difference(), within(1e-15));
    assertThat(repeated.signFlip()).isCloseTo(once.signFlip(), within(1e-14));
    assertThat(repeated.obuchowskiP()).isCloseTo(once.obuchowskiP(), within(1e-12));
  }

  @Test
  void keepsItsLevelWhereImagesOfAGroupErrTogetherAndMcNemarDoesNot() {
    SplittableRandom random = new SplittableRandom(12);
    int sets = 2000;
    int[] rejected = new int[4];
    for (int i = 0; i < sets; i++) {
      Pair pair = Pair.errTogether(random, 60, 5);
      GroupedDecisions grouped = pair.grouped();
      rejected[0] += grouped.signFlip() <= 0.05 ? 1 : 0;
      rejected[1] += grouped.obuchowskiP() <= 0.05 ? 1 : 0;
      rejected[2] += grouped.durkalskiP() <= 0.05 ? 1 : 0;
      rejected[3] += McNemar.of(pair.set, pair.first, pair.second).exact() <= 0.05 ? 1 : 0;
    }

    assertThat(rejected[0] / (double) sets).as("sign-flip").isLessThanOrEqualTo(0.06);
    assertThat(rejected[1] / (double) sets).as("Obuchowski").isLessThanOrEqualTo(0.06);
    assertThat(rejected[2] / (double) sets).as("Durkalski").isLessThanOrEqualTo(0.06);
    assertThat(rejected[3] / (double) sets).as("by image").isGreaterThan(0.15);
  }

  private static double upper(double chiSquared) {
    return ChiSquaredDistribution.of(1).survivalProbability(chiSquared);
  }

  /** Two models on groups of equal size; class 0 is always true, so a decision of 0 is right. */
  private record Pair(LabelledSet set, Scores first, Scores second) {
    static Pair random(SplittableRandom random, int groups, int size, double right) {
      int[][] decisions = new int[2][groups * size];
      for (int[] ofModel : decisions) {
        for (int row = 0; row < ofModel.length; row++) {
          ofModel[row] = random.nextDouble() < right ? 0 : 1;
        }
      }
      return of(decisions, size);
    }

    /** Equally good models, each of which finds some groups easy and others hard. */
    static Pair errTogether(SplittableRandom random, int groups, int size) {
      int[][] decisions = new int[2][groups * size];
      for (int[] ofModel : decisions) {
        for (int group = 0; group < groups; group++) {
          double right = random.nextBoolean() ? 0.95 : 0.45;
          for (int row = group * size; row < (group + 1) * size; row++) {
            ofModel[row] = random.nextDouble() < right ? 0 : 1;
          }
        }
      }
      return of(decisions, size);
    }

    private static Pair of(int[][] decisions, int size) {
      List<String> groups = new ArrayList<>();
      for (int row = 0; row < decisions[0].length; row++) {
        groups.add(String.valueOf(1000 + row / size));
      }
      LabelledSet set =
          new LabelledSet(List.of("a", "b"), null, new int[decisions[0].length], groups);
      return new Pair(set, scores(decisions[0]), scores(decisions[1]));
    }

    private static Scores scores(int[] decisions) {
      double[][] probabilities = new double[decisions.length][2];
      for (int row = 0; row < decisions.length; row++) {
        probabilities[row][decisions[row]] = 1;
      }
      return new Scores(decisions, probabilities);
    }

    GroupedDecisions grouped() {
      return GroupedDecisions.of(set, set.groups(), List.of(first), List.of(second));
    }

    long[] differences() {
      long[] differences = new long[set.groups().count()];
      for (int row = 0; row < set.rows(); row++) {
        differences[set.groups().of(row)] += second.predicted(row) - first.predicted(row);
      }
      return differences;
    }
  }
}
