// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.assay.statistics.decisions.PatientScores;
import dev.assay.statistics.decisions.PatientScores.Rule;
import dev.assay.statistics.intervals.Binomial;
import dev.assay.statistics.intervals.CorrectedT;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Seeds;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Images to patients, seeds to ensembles, folds to sets. */
class SeveralModelsTest {
  private static final List<String> CLASSES = List.of("no", "yes");

  private static Scores scores(double... ofYes) {
    return Scores.ofProbabilities(
        IntStream.range(0, ofYes.length)
            .mapToObj(i -> new double[] {1 - ofYes[i], ofYes[i]})
            .toArray(double[][]::new));
  }

  @Test
  void patientsAreDecidedByTheMeanProbabilityOrByMostImages() {
    LabelledSet images =
        new LabelledSet(
            CLASSES, "yes", new int[] {1, 0, 1, 1, 0}, List.of("p2", "p1", "p2", "p2", "p1"));
    Scores scores = scores(0.45, 0.4, 0.45, 0.99, 0.6);

    PatientScores mean = PatientScores.of(images, scores, Rule.MEAN_PROBABILITY);
    PatientScores majority = PatientScores.of(images, scores, Rule.MAJORITY);

    assertThat(mean.set().rows()).isEqualTo(2);
    assertThat(mean.set().positiveClass()).hasValue("yes");
    assertThat(mean.set().truth(1)).isEqualTo(1);
    assertThat(mean.scores().probability(1, 1)).isCloseTo(0.63, within(1e-12));
    assertThat(mean.scores().predicted(1)).isEqualTo(1);
    // two of three images say no
    assertThat(majority.scores().predicted(1)).isEqualTo(0);
    // one each: the mean decides, which is 0.5, so the first class
    assertThat(majority.scores().predicted(0)).isEqualTo(0);
  }

  @Test
  void aPatientOfTwoClassesIsRefusedWithoutBeingNamed() {
    LabelledSet images =
        new LabelledSet(CLASSES, null, new int[] {1, 0}, List.of("secret", "secret"));

    assertThatThrownBy(() -> PatientScores.of(images, scores(0.5, 0.5), Rule.MEAN_PROBABILITY))
        .hasMessageContaining("yes and no")
        .hasMessageNotContaining("secret");
  }

  @Test
  void ensembleAveragesProbabilities() {
    Scores ensemble = Seeds.ensemble(List.of(scores(0.4, 0.9), scores(0.8, 0.3)));

    assertThat(ensemble.probability(0, 1)).isCloseTo(0.6, within(1e-15));
    assertThat(ensemble.predicted(0)).isEqualTo(1);
  }

  @Test
  void correctedIntervalIsWiderThanThatOfIndependentFolds() {
    double[] values = {0.80, 0.84, 0.82, 0.86, 0.78};

    Binomial.Bounds bounds = CorrectedT.of(values, 0.25).interval(0.95);

    // mean .82, sd sqrt(.001), t(4, .975) = 2.776445105; sqrt(1/5 + 1/4)
    double half = 2.7764451051977987 * Math.sqrt(0.001) * Math.sqrt(0.45);
    assertThat(bounds.lower()).isCloseTo(0.82 - half, within(1e-12));
    assertThat(bounds.upper()).isCloseTo(0.82 + half, within(1e-12));
  }
}
