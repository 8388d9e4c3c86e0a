// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.roc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class CorrelatedAreasTest {

  @Test
  void countsTiesHalf() {
    boolean[] positive = {true, true, false, false};
    double[][] scores = {{0.9, 0.4, 0.4, 0.1}};

    CorrelatedAreas areas = CorrelatedAreas.ofIndependentRows(positive, scores);

    // of the four pairs three are right and one is a tie
    assertThat(areas.area(0)).isEqualTo(3.5 / 4);
  }

  @Test
  void agreesWithTheFormulaByPairsForGroupedRows() {
    // Obuchowski (1997), written out over all pairs
    Clustered set = Clustered.random(new SplittableRandom(3), 12, 4);
    CorrelatedAreas areas = CorrelatedAreas.ofGroupedRows(set.positive, set.scores, set.group);

    for (int r = 0; r < 2; r++) {
      for (int s = 0; s < 2; s++) {
        assertThat(areas.covariance(r, s).orElseThrow())
            .isCloseTo(byPairs(set, 12, r, s), within(1e-14));
      }
    }
    double difference = areas.compare(0, 1, 0.95).standardError();
    assertThat(difference * difference)
        .isCloseTo(
            areas.covariance(0, 0).orElseThrow()
                + areas.covariance(1, 1).orElseThrow()
                - 2 * areas.covariance(0, 1).orElseThrow(),
            within(1e-14));
  }

  @Test
  void copyingEveryRowWithinItsGroupChangesNothing() {
    Clustered set = Clustered.random(new SplittableRandom(4), 20, 3);
    CorrelatedAreas once = CorrelatedAreas.ofGroupedRows(set.positive, set.scores, set.group);

    Clustered doubled = set.twice();
    CorrelatedAreas twice =
        CorrelatedAreas.ofGroupedRows(doubled.positive, doubled.scores, doubled.group);

    assertThat(twice.area(0)).isEqualTo(once.area(0));
    assertThat(twice.covariance(0, 1).orElseThrow())
        .isCloseTo(once.covariance(0, 1).orElseThrow(), within(1e-15));
  }

  @Test
  void varianceOfGroupsIsWhatManySetsShowAndThatOfIndependentRowsIsTooSmall() {
    SplittableRandom random = new SplittableRandom(5);
    int sets = 1500;
    double[] areas = new double[sets];
    double grouped = 0;
    double independent = 0;
    for (int i = 0; i < sets; i++) {
      Clustered set = Clustered.random(random, 60, 5);
      CorrelatedAreas ofGroups = CorrelatedAreas.ofGroupedRows(set.positive, set.scores, set.group);
      areas[i] = ofGroups.area(0) - ofGroups.area(1);
      grouped += Math.pow(ofGroups.compare(0, 1, 0.95).standardError(), 2) / sets;
      independent +=
          Math.pow(
                  CorrelatedAreas.ofIndependentRows(set.positive, set.scores)
                      .compare(0, 1, 0.95)
                      .standardError(),
                  2)
              / sets;
    }
    double mean = Arrays.stream(areas).average().orElseThrow();
    double truth = 0;
    for (double area : areas) {
      truth += (area - mean) * (area - mean) / (sets - 1);
    }

    // the variance of 1500 numbers is itself known to 4 %
    assertThat(grouped / truth).isBetween(0.87, 1.15);
    assertThat(independent / truth).isLessThan(0.75);
  }

  @Test
  void equalScoresAreNotTestedButDifferNotAtAll() {
    boolean[] positive = {true, true, false, false};
    double[] scores = {0.9, 0.4, 0.5, 0.1};

    AreaDifference equal =
        CorrelatedAreas.ofIndependentRows(positive, new double[][] {scores, scores.clone()})
            .compare(0, 1, 0.95);

    assertThat(equal.difference()).isZero();
    assertThat(equal.z()).isNull();
    assertThat(equal.p()).isEqualTo(1.0);
    assertThat(equal.reason()).contains("alike");
  }

  @Test
  void saysWhyOnePositiveHasNoVariance() {
    boolean[] positive = {true, false, false, false};
    CorrelatedAreas areas =
        CorrelatedAreas.ofIndependentRows(
            positive, new double[][] {{0.9, 0.4, 0.5, 0.1}, {0.1, 0.4, 0.5, 0.9}});

    assertThat(areas.hasVariance()).isFalse();
    assertThat(areas.wald(0, 0.95)).isEmpty();
    assertThat(areas.compare(0, 1, 0.95).p()).isNull();
    assertThat(areas.compare(0, 1, 0.95).reason()).contains("fewer than two units with positives");
  }

  @Test
  void anAreaOfOneHasNoLogitInterval() {
    boolean[] positive = {true, true, false, false};
    CorrelatedAreas areas =
        CorrelatedAreas.ofIndependentRows(positive, new double[][] {{0.9, 0.8, 0.5, 0.1}});

    assertThat(areas.logit(0, 0.95)).isEmpty();
    assertThat(areas.wald(0, 0.95)).contains(new AreaInterval(1, 1));
  }

  @Test
  void refusesWhatHasNoArea() {
    assertThatThrownBy(
            () ->
                CorrelatedAreas.ofIndependentRows(
                    new boolean[] {true, true}, new double[][] {{0.1, 0.2}}))
        .hasMessageContaining("of 2 rows 2 are positive");
    assertThatThrownBy(
            () ->
                CorrelatedAreas.ofIndependentRows(
                    new boolean[] {true, false}, new double[][] {{0.1, Double.NaN}}))
        .hasMessageContaining("row 1: the score is not a number");
  }

  private static double byPairs(Clustered set, int groups, int r, int s) {
    int n = set.positive.length;
    double positives = 0;
    for (boolean is : set.positive) {
      positives += is ? 1 : 0;
    }
    double negatives = n - positives;
    double[][] components = new double[2][n];
    double[] area = new double[2];
    for (int m = 0; m < 2; m++) {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < n; j++) {
          if (set.positive[i] && !set.positive[j]) {
            double d = set.scores[m][i] - set.scores[m][j];
            double won = d > 0 ? 1 : d == 0 ? 0.5 : 0;
            components[m][i] += won / negatives;
            components[m][j] += won / positives;
            area[m] += won / (positives * negatives);
          }
        }
      }
    }
    double s10 = 0;
    double s01 = 0;
    double s11 = 0;
    int with10 = 0;
    int with01 = 0;
    for (int k = 0; k < groups; k++) {
      double[] p = new double[2];
      double[] q = new double[2];
      boolean has10 = false;
      boolean has01 = false;
      for (int i = 0; i < n; i++) {
        if (set.group[i] == k) {
          for (int m = 0; m < 2; m++) {
            if (set.positive[i]) {
              p[m] += components[m][i] - area[m];
              has10 = true;
            } else {
              q[m] += components[m][i] - area[m];
              has01 = true;
            }
          }
        }
      }
      with10 += has10 ? 1 : 0;
      with01 += has01 ? 1 : 0;
      s10 += p[r] * p[s];
      s01 += q[r] * q[s];
      s11 += p[r] * q[s] + q[r] * p[s];
    }
    return s10 * with10 / ((with10 - 1) * positives * positives)
        + s01 * with01 / ((with01 - 1) * negatives * negatives)
        + s11 * groups / ((groups - 1) * positives * negatives);
  }

  /** Two models scored on groups whose rows share a shift of truth and of each model's score. */
  private record Clustered(boolean[] positive, double[][] scores, int[] group) {
    static Clustered random(SplittableRandom random, int groups, int size) {
      int n = groups * size;
      Clustered set = new Clustered(new boolean[n], new double[2][n], new int[n]);
      for (int k = 0; k < groups; k++) {
        double lean = random.nextGaussian();
        double[] shift = {random.nextGaussian(), random.nextGaussian()};
        for (int i = k * size; i < (k + 1) * size; i++) {
          set.group[i] = k;
          set.positive[i] = lean + random.nextGaussian() > 0;
          for (int m = 0; m < 2; m++) {
            set.scores[m][i] = (set.positive[i] ? 1 : 0) + shift[m] + random.nextGaussian();
          }
        }
      }
      return set;
    }

    Clustered twice() {
      int n = positive.length;
      Clustered set = new Clustered(new boolean[2 * n], new double[2][2 * n], new int[2 * n]);
      for (int i = 0; i < 2 * n; i++) {
        set.positive[i] = positive[i % n];
        set.group[i] = group[i % n];
        for (int m = 0; m < 2; m++) {
          set.scores[m][i] = scores[m][i % n];
        }
      }
      return set;
    }
  }
}
