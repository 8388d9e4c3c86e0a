// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.assay.contracts.file.Predictions;
import dev.assay.reporting.images.CellAnswers.Answer;
import dev.assay.reporting.images.CellAnswers.Order;
import java.util.List;
import org.junit.jupiter.api.Test;

class CellAnswersTest {
  private static final List<String> CLASSES = List.of("no", "yes");

  private static Predictions seed(double... ofYes) {
    String[] images = {"a", "b", "c", "d"};
    int[] labels = {1, 1, 0, 0};
    return new Predictions(
        CLASSES,
        java.util.stream.IntStream.range(0, images.length)
            .mapToObj(
                i ->
                    new Predictions.Row(
                        images[i], "g", labels[i], new double[] {1 - ofYes[i], ofYes[i]}))
            .toList());
  }

  @Test
  void isTheMeanOverTheSeeds() {
    CellAnswers answers = CellAnswers.of(List.of(seed(0.9, 0.4, 0.2, 0.5), seed(0.7, 0.2, 1, 0.5)));

    Answer first = answers.images().getFirst();
    assertThat(first.ofTruth()).isCloseTo(0.8, within(1e-12));
    // Of the losses, not the loss of the mean: -(ln 0.9 + ln 0.7) / 2.
    assertThat(first.loss()).isCloseTo(0.23101772979827936, within(1e-12));
    assertThat(first.isWrong()).isFalse();
    Answer third = answers.images().get(2);
    assertThat(third.isWrong()).isTrue();
    assertThat(third.confidence()).isCloseTo(0.6, within(1e-12));
    assertThat(third.wrong()).isEqualTo(1);
    assertThat(third.runs()).isEqualTo(2);
    // Excluded by one seed.
    assertThat(third.loss()).isInfinite();
  }

  @Test
  void theLargestLossComesFirstAndEqualOnesByTheirIds() {
    CellAnswers answers = CellAnswers.of(List.of(seed(0.5, 0.1, 1, 0.5)));

    assertThat(answers.sorted(Order.LOSS))
        .extracting(Answer::image)
        .containsExactly("c", "b", "a", "d");
  }

  @Test
  void amongTheWrongOnesTheSurestComesFirst() {
    CellAnswers answers = CellAnswers.of(List.of(seed(0.3, 0.1, 0.6, 0.2)));

    assertThat(answers.sorted(Order.CONFIDENCE))
        .extracting(Answer::image)
        .containsExactly("b", "a", "c");
  }

  @Test
  void certainTruthHasNoLoss() {
    assertThat(CellAnswers.of(List.of(seed(1, 1, 0, 0))).sorted(Order.LOSS))
        .extracting(Answer::loss)
        .containsOnly(0.0);
  }
}
