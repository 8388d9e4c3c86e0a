// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.roc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PrecisionRecallAreaTest {
  private static final int ROWS = 60;

  private static final boolean[] POSITIVE = new boolean[ROWS];
  private static final double[] SCORES = new double[ROWS];
  private static final int[] PAIRS = new int[ROWS];

  static {
    SplittableRandom random = new SplittableRandom(3);
    for (int row = 0; row < ROWS; row++) {
      POSITIVE[row] = random.nextInt(4) == 0;
      // few values, so that positives and negatives tie
      SCORES[row] = random.nextInt(9) + (POSITIVE[row] ? 2 : 0);
      PAIRS[row] = row / 2;
    }
  }

  /** The definition: over distinct scores from the highest, step in recall times precision. */
  private static double weighted(double[] weights) {
    double positives = 0;
    double sum = 0;
    for (int score = 20; score >= 0; score--) {
      double step = 0;
      double above = 0;
      double drawn = 0;
      for (int row = 0; row < ROWS; row++) {
        drawn += SCORES[row] >= score ? weights[row] : 0;
        above += SCORES[row] >= score && POSITIVE[row] ? weights[row] : 0;
        step += SCORES[row] == score && POSITIVE[row] ? weights[row] : 0;
      }
      sum += step == 0 ? 0 : step * above / drawn;
      positives += step;
    }
    return sum / positives;
  }

  private static double[] ones() {
    return IntStream.range(0, ROWS).mapToDouble(row -> 1).toArray();
  }

  @Test
  void valueIsTheAveragePrecision() {
    assertThat(PrecisionRecallArea.of(POSITIVE, SCORES, PAIRS).value())
        .isCloseTo(weighted(ones()), within(1e-12));
  }

  @Test
  void influencesAreTheDerivativesByTheWeightsOfGroups() {
    PrecisionRecallArea area = PrecisionRecallArea.of(POSITIVE, SCORES, PAIRS);
    double scale = area.groupsWithPositives() / (area.groupsWithPositives() - 1.0);

    for (int group = 0; group < ROWS / 2; group++) {
      double[] more = ones();
      double[] less = ones();
      for (int row = 2 * group; row < 2 * group + 2; row++) {
        more[row] += 1e-5;
        less[row] -= 1e-5;
      }
      boolean with = POSITIVE[2 * group] || POSITIVE[2 * group + 1];
      assertThat(area.influences()[group])
          .as("group %d", group)
          .isCloseTo((with ? scale : 1) * (weighted(more) - weighted(less)) / 2e-5, within(1e-7));
    }
  }

  @Test
  void orderOfTheRowsDoesNotMatter() {
    int[] order = new SplittableRandom(5).ints(ROWS, 0, ROWS).distinct().toArray();
    boolean[] positive = new boolean[order.length];
    double[] scores = new double[order.length];
    int[] own = new int[order.length];
    int[] reversed = new int[order.length];
    boolean[] positiveReversed = new boolean[order.length];
    double[] scoresReversed = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      int back = order.length - 1 - i;
      positive[i] = positiveReversed[back] = POSITIVE[order[i]];
      scores[i] = scoresReversed[back] = SCORES[order[i]];
      own[i] = reversed[back] = i;
    }

    PrecisionRecallArea one = PrecisionRecallArea.of(positive, scores, own);
    PrecisionRecallArea other = PrecisionRecallArea.of(positiveReversed, scoresReversed, reversed);

    assertThat(one.value()).isEqualTo(other.value());
    assertThat(one.influences()).containsExactly(other.influences(), within(1e-15));
  }

  /** Precisions 1, 2/3 and 3/6 of 1, 3 and 6 images. */
  @Test
  void optimismIsWhatPositivesAddToTheirOwnPrecision() {
    PrecisionRecallArea area =
        PrecisionRecallArea.of(
            new boolean[] {true, false, true, false, false, true},
            new double[] {9, 8, 7, 6, 5, 4},
            new int[] {0, 1, 2, 3, 4, 5});

    assertThat(area.value()).isCloseTo((1 + 2.0 / 3 + 0.5) / 3, within(1e-12));
    assertThat(area.optimism()).isCloseTo((0 + 1.0 / 9 + 0.5 / 6) / 3, within(1e-12));
  }
}
