// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TangoTest {
  private static final double Z = 1.959963984540054;

  @ParameterizedTest
  @CsvSource({"200,9,2", "44,12,2", "1000,30,31", "57.5,3.2,1.1", "30,20,8"})
  void limitsAreWhereTheScoreTestBeginsToReject(double n, double first, double second) {
    Tango tango = new Tango(n, first, second);

    Difference.Ends ends = tango.limits(0.05);

    assertThat(tango.statistic(ends.lower())).isCloseTo(Z, within(1e-6));
    assertThat(tango.statistic(ends.upper())).isCloseTo(-Z, within(1e-6));
    // McNemar's statistic without correction
    assertThat(tango.statistic(0))
        .isCloseTo((first - second) / Math.sqrt(first + second), within(1e-9));
  }

  @Test
  void bothModelsAreTreatedAlike() {
    Difference.Ends ends = new Tango(80, 7, 3).limits(0.1);
    Difference.Ends turned = new Tango(80, 3, 7).limits(0.1);

    assertThat(turned.lower()).isCloseTo(-ends.upper(), within(1e-12));
    assertThat(turned.upper()).isCloseTo(-ends.lower(), within(1e-12));
  }

  @Test
  void whatWasNotSeenMayStillBeThere() {
    // without discordance the score interval is +-z^2 / (n + z^2), the exact bound 1 - .05^(1/n)
    assertThat(new Tango(30, 0, 0).limits(0.05).upper())
        .isCloseTo(1 - Math.pow(0.025, 1 / 30.0), within(5e-3));
    assertThat(new Tango(30, 0, 0).limits(0.1).upper())
        .isCloseTo(1 - Math.pow(0.05, 1 / 30.0), within(1e-9));
    // 4 of 40 speak for the first and none for the second: at most as much as 4 of 40 can be
    assertThat(new Tango(40, 4, 0).limits(0.1).upper()).isGreaterThanOrEqualTo(0.2138);
    assertThat(new Tango(40, 40, 0).limits(0.05).upper()).isEqualTo(1);
  }

  @Test
  void limitsAreNestedAndContainTheDifference() {
    for (int first = 0; first <= 6; first++) {
      for (int second = 0; second <= 6; second++) {
        Tango tango = new Tango(25, first, second);
        Difference.Ends before = tango.limits(0.9);
        for (double alpha : new double[] {0.5, 0.2, 0.05, 1e-3, 1e-6}) {
          Difference.Ends ends = tango.limits(alpha);
          assertThat(ends.lower()).isLessThanOrEqualTo(before.lower()).isGreaterThanOrEqualTo(-1);
          assertThat(ends.upper()).isGreaterThanOrEqualTo(before.upper()).isLessThanOrEqualTo(1);
          assertThat(tango.difference()).isBetween(ends.lower(), ends.upper());
          before = ends;
        }
      }
    }
  }

  @Test
  void refusesCountsThatCannotBe() {
    assertThatThrownBy(() -> new Tango(10, 6, 5)).hasMessageContaining("cannot be discordant");
    assertThatThrownBy(() -> new Tango(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void imagesOfOnePatientCountForWhatTheyAreWorth() {
    // 20 patients of 5 images; the first is right on all, the second wrong on all of 4 patients
    PairedShares alike = shares(5, row -> row / 5 < 4);
    // as many wrong, one in each patient
    PairedShares spread = shares(5, row -> row % 5 == 0);
    PairedShares single = shares(1, row -> row < 20);

    assertThat(alike.tango().n()).isCloseTo(20, within(1e-9));
    assertThat(spread.tango().n()).isBetween(80.0, 100.0);
    assertThat(single.tango().n()).isEqualTo(100);
    for (PairedShares shares : List.of(alike, spread, single)) {
      assertThat(shares.tango().difference()).isCloseTo(0.2, within(1e-12));
    }
    assertThat(alike.discordantUnits()).isEqualTo(4);
    assertThat(spread.discordantUnits()).isEqualTo(20);
  }

  private static PairedShares shares(int size, IntPredicate wrong) {
    int[] truth = new int[100];
    int[] second = new int[100];
    List<String> groups = new ArrayList<>();
    for (int row = 0; row < truth.length; row++) {
      second[row] = wrong.test(row) ? 1 : 0;
      groups.add(String.valueOf(1000 + row / size));
    }
    LabelledSet set = new LabelledSet(List.of("no", "yes"), null, truth, groups);
    return PairedShares.of(set, set.groups(), certain(truth), certain(second), row -> true);
  }

  private static Scores certain(int[] decisions) {
    double[][] rows = new double[decisions.length][2];
    Arrays.setAll(rows, row -> new double[] {1 - decisions[row], decisions[row]});
    return new Scores(decisions, rows);
  }
}
