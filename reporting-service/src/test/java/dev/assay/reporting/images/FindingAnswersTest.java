// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.assay.contracts.file.FindingLabels;
import dev.assay.contracts.file.FindingPredictions;
import dev.assay.reporting.images.FindingAnswers.Answer;
import dev.assay.reporting.images.FindingAnswers.Filter;
import dev.assay.reporting.images.FindingAnswers.Order;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FindingAnswersTest {
  private static final List<String> FINDINGS = List.of("mass", "edema");
  private static final List<String> IMAGES = List.of("a", "b", "c", "d", "e");

  /** Nothing is known of image e. */
  private static final List<String> TRUTH = List.of("10", "1-", "01", "00", "--");

  private static FindingPredictions seed(double[]... ofImages) {
    List<FindingPredictions.Row> rows = new ArrayList<>();
    for (int i = 0; i < ofImages.length; i++) {
      rows.add(
          new FindingPredictions.Row(
              IMAGES.get(i), "g", new FindingLabels(TRUTH.get(i)), ofImages[i]));
    }
    return new FindingPredictions(FINDINGS, rows);
  }

  private static double[] p(double mass, double edema) {
    return new double[] {mass, edema};
  }

  private static final FindingPredictions SAID =
      seed(p(0.75, 0.5), p(0.25, 0.5), p(0.5, 0.125), p(1, 0), p(0.875, 0.25));

  private static List<String> images(int finding, Filter filter, Order order) {
    return FindingAnswers.of(List.of(SAID)).sorted(finding, filter, order).stream()
        .map(Answer::image)
        .toList();
  }

  @Test
  void isTheMeanOverTheSeeds() {
    FindingAnswers answers =
        FindingAnswers.of(List.of(seed(p(0.25, 1), p(0, 0)), seed(p(0.5, 0.5), p(1, 0.25))));

    assertThat(answers.names()).isEqualTo(FINDINGS);
    assertThat(answers.of("a").orElseThrow().probabilities()).containsExactly(0.375, 0.75);
    assertThat(answers.of("b").orElseThrow().probabilities()).containsExactly(0.5, 0.125);
    assertThat(answers.of("c")).isEmpty();
    assertThat(answers.isAbout("b")).isTrue();
    assertThat(answers.isAbout("c")).isFalse();
  }

  @Test
  void presentWithTheLowestAndAbsentWithTheHighestProbabilityAreMostWrong() {
    // mass: d is absent with 1, b present with 0.25, c absent with 0.5, a present with 0.75.
    assertThat(images(0, Filter.ALL, Order.WRONG)).containsExactly("d", "b", "c", "a", "e");
    assertThat(images(0, Filter.PRESENT, Order.WRONG)).containsExactly("b", "a");
    assertThat(images(0, Filter.ABSENT, Order.WRONG)).containsExactly("d", "c");
  }

  @Test
  void whatIsNotKnownComesLastByItsProbability() {
    // edema: c is present with 0.125, a absent with 0.5, d absent with 0; b and e are not known.
    assertThat(images(1, Filter.ALL, Order.WRONG)).containsExactly("c", "a", "d", "b", "e");
    assertThat(images(1, Filter.UNKNOWN, Order.WRONG)).containsExactly("b", "e");
    assertThat(images(1, Filter.UNKNOWN, Order.PROBABILITY)).containsExactly("b", "e");
  }

  @Test
  void byProbabilityTheHighestComesFirstAndEqualOnesByTheirIds() {
    assertThat(images(1, Filter.ALL, Order.PROBABILITY)).containsExactly("a", "b", "e", "c", "d");
    assertThat(images(0, Filter.PRESENT, Order.PROBABILITY)).containsExactly("a", "b");
  }

  @Test
  void countsImagesByWhatIsKnown() {
    FindingAnswers answers = FindingAnswers.of(List.of(SAID));

    assertThat(List.of(Filter.values()).stream().map(filter -> answers.count(0, filter)))
        .containsExactly(5L, 2L, 2L, 1L);
    assertThat(List.of(Filter.values()).stream().map(filter -> answers.count(1, filter)))
        .containsExactly(5L, 1L, 2L, 2L);
  }

  @Test
  void refusesSeedsOfOtherFindings() {
    FindingPredictions other =
        new FindingPredictions(
            List.of("edema", "mass"),
            List.of(new FindingPredictions.Row("a", "g", new FindingLabels("10"), p(0.5, 0.5))));

    assertThatThrownBy(() -> FindingAnswers.of(List.of(SAID, other)))
        .hasMessage("the seeds of a cell are of the findings [mass, edema] and [edema, mass]");
  }
}
