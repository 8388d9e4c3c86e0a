// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.statistics.GoldenData;
import dev.assay.statistics.GoldenData.Golden;
import dev.assay.statistics.intervals.Binomial;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Points and binomial intervals against scikit-learn 1.2.1 and statsmodels 0.13.5. */
class PointsGoldenTest {
  private static final double TOLERANCE = 1e-12;

  /** The golden files state 1e-10 for what passes through a logarithm or a quantile function. */
  private static final double LOOSER = 1e-10;

  private static final Set<String> CHECKED_APART =
      Set.of(
          "n",
          "correct",
          "confusion_matrix",
          "per_class",
          "accuracy_wilson95",
          "accuracy_clopper_pearson95",
          "recall_wilson95_per_class",
          "sensitivity_positive",
          "ece_bins",
          "subgroups_accuracy",
          "log_loss_clip_1e-15",
          "log_loss_clipped_rows");

  @TestFactory
  Stream<DynamicTest> matchesTheValuesInTheRepository() {
    return each(GoldenData.ofRepository());
  }

  @TestFactory
  Stream<DynamicTest> matchesAllSharedValues() {
    return each(GoldenData.ofShared());
  }

  private static Stream<DynamicTest> each(GoldenData data) {
    JsonNode points = data.expected("points");
    return data.each(golden -> check(golden, points.get(golden.set()).get(golden.model())));
  }

  private static void check(Golden golden, JsonNode expected) {
    LabelledSet set = golden.truth();
    Scores scores = golden.scores();
    checkMetrics(set, scores, expected);
    checkConfusion(set, scores, expected);
    checkClasses(set, scores, expected.get("per_class"));
    checkBinomial(set, scores, expected);
    checkBins(CalibrationBin.of(set, scores), expected.get("ece_bins"));
    checkSubgroups(golden, expected.get("subgroups_accuracy"));
    checkClipping(set, scores, expected);
    if (set.positive().isPresent()) {
      near(Metric.RECALL_BINARY.of(set, scores), expected.get("sensitivity_positive"), TOLERANCE);
      // the precision of the other class
      near(
          Metric.NEGATIVE_PREDICTIVE_VALUE.of(set, scores),
          expected.get("per_class").get(1 - set.positive().getAsInt()).get("precision"),
          TOLERANCE);
    }
  }

  private static void checkMetrics(LabelledSet set, Scores scores, JsonNode expected) {
    List<String> ours = Arrays.stream(Metric.values()).map(Metric::key).toList();
    for (String key : GoldenData.names(expected)) {
      if (CHECKED_APART.contains(key)) {
        continue;
      }
      assertThat(ours).as("a metric for the expected value").contains(key);
      Metric metric = Metric.ofKey(key);
      near(
          metric.of(set, scores),
          expected.get(key),
          metric == Metric.LOG_LOSS ? LOOSER : TOLERANCE);
    }
    for (Metric metric : Metric.values()) {
      boolean negativeValue =
          metric == Metric.NEGATIVE_PREDICTIVE_VALUE && set.positive().isPresent();
      if (!expected.has(metric.key()) && !negativeValue) {
        assertThat(metric.of(set, scores))
            .as(metric.key() + " is for sets with a positive class")
            .isEqualTo(new Estimate.Undefined("no positive class is declared"));
      }
    }
  }

  private static void near(Estimate actual, JsonNode expected, double tolerance) {
    if (expected.isNull()) {
      assertThat(actual).isInstanceOf(Estimate.Undefined.class);
    } else {
      assertThat(actual.number()).isPresent();
      assertThat(actual.number().getAsDouble()).isCloseTo(expected.asDouble(), within(tolerance));
    }
  }

  private static void checkConfusion(LabelledSet set, Scores scores, JsonNode expected) {
    JsonNode matrix = expected.get("confusion_matrix");
    List<List<Long>> counts = Confusion.of(set, scores).counts();
    long correct = 0;
    for (int t = 0; t < set.classCount(); t++) {
      correct += counts.get(t).get(t);
      for (int p = 0; p < set.classCount(); p++) {
        assertThat(counts.get(t).get(p)).isEqualTo(matrix.get(t).get(p).asLong());
      }
    }
    assertThat(correct).isEqualTo(expected.get("correct").asLong());
    assertThat(set.rows()).isEqualTo(expected.get("n").asInt());
  }

  private static void checkClasses(LabelledSet set, Scores scores, JsonNode expected) {
    List<ClassScore> classes = ClassScore.of(set, scores);
    assertThat(classes).hasSize(expected.size());
    for (int c = 0; c < classes.size(); c++) {
      ClassScore actual = classes.get(c);
      JsonNode wanted = expected.get(c);
      assertThat(actual.label()).isEqualTo(wanted.get("label").asText());
      assertThat(actual.support()).isEqualTo(wanted.get("support").asLong());
      near(actual.precision(), wanted.get("precision"), TOLERANCE);
      near(actual.recall(), wanted.get("recall"), TOLERANCE);
      near(actual.f1(), wanted.get("f1"), TOLERANCE);
      near(actual.specificity(), wanted.get("specificity"), TOLERANCE);
      near(actual.auroc(), wanted.get("auroc_ovr"), TOLERANCE);
      near(actual.averagePrecision(), wanted.get("average_precision"), TOLERANCE);
    }
  }

  private static void checkBinomial(LabelledSet set, Scores scores, JsonNode expected) {
    double accuracy = Metric.ACCURACY.of(set, scores).number().orElseThrow();
    bounds(Binomial.WILSON.of(accuracy, set.rows(), 0.95), expected.get("accuracy_wilson95"));
    bounds(
        Binomial.CLOPPER_PEARSON.of(accuracy, set.rows(), 0.95),
        expected.get("accuracy_clopper_pearson95"));
    List<ClassScore> classes = ClassScore.of(set, scores);
    for (int c = 0; c < classes.size(); c++) {
      double recall = classes.get(c).recall().number().orElseThrow();
      bounds(
          Binomial.WILSON.of(recall, classes.get(c).support(), 0.95),
          expected.get("recall_wilson95_per_class").get(c).get("recall_wilson95"));
    }
  }

  private static void checkBins(List<CalibrationBin> bins, JsonNode expected) {
    assertThat(bins).hasSize(expected.size());
    for (int k = 0; k < bins.size(); k++) {
      CalibrationBin actual = bins.get(k);
      JsonNode wanted = expected.get(k);
      assertThat(wanted.get("bin").asInt()).isEqualTo(k);
      assertThat(actual.lower()).isCloseTo(wanted.get("lo").asDouble(), within(TOLERANCE));
      assertThat(actual.upper()).isCloseTo(wanted.get("hi").asDouble(), within(TOLERANCE));
      assertThat(actual.images()).isEqualTo(wanted.get("count").asLong());
      nearOrNull(actual.accuracy(), wanted.get("accuracy"));
      nearOrNull(actual.confidence(), wanted.get("confidence"));
    }
  }

  private static void nearOrNull(@Nullable Double actual, JsonNode wanted) {
    if (wanted.isNull()) {
      assertThat(actual).isNull();
    } else {
      assertThat(actual).isCloseTo(wanted.asDouble(), within(TOLERANCE));
    }
  }

  private static void checkSubgroups(Golden golden, JsonNode expected) {
    for (String attribute : GoldenData.names(expected)) {
      List<String> values = golden.attributes().get(attribute);
      assertThat(Set.copyOf(values))
          .containsExactlyInAnyOrderElementsOf(GoldenData.names(expected.get(attribute)));
      for (String value : GoldenData.names(expected.get(attribute))) {
        int[] rows =
            IntStream.range(0, values.size()).filter(r -> values.get(r).equals(value)).toArray();
        LabelledSet set = golden.truth().rows(rows);
        double accuracy =
            Metric.ACCURACY.of(set, golden.scores().rows(rows)).number().orElseThrow();
        JsonNode wanted = expected.get(attribute).get(value);
        assertThat(set.rows()).isEqualTo(wanted.get("n").asInt());
        assertThat(accuracy * set.rows())
            .isCloseTo(wanted.get("correct").asDouble(), within(LOOSER));
        bounds(Binomial.WILSON.of(accuracy, set.rows(), 0.95), wanted.get("wilson95"));
      }
    }
  }

  /** What scikit-learn before 1.2 did, and in how many rows it matters. */
  private static void checkClipping(LabelledSet set, Scores scores, JsonNode expected) {
    double sum = 0;
    int clipped = 0;
    for (int row = 0; row < set.rows(); row++) {
      sum += Losses.logLoss(scores, row, set.truth(row), 1e-15);
      clipped += scores.probability(row, set.truth(row)) < Scores.LEAST_PROBABILITY ? 1 : 0;
    }
    assertThat(sum / set.rows())
        .isCloseTo(expected.get("log_loss_clip_1e-15").asDouble(), within(LOOSER));
    assertThat(clipped).isEqualTo(expected.get("log_loss_clipped_rows").asInt());
  }

  private static void bounds(Binomial.Bounds actual, JsonNode expected) {
    assertThat(actual.lower()).isCloseTo(expected.get(0).asDouble(), within(LOOSER));
    assertThat(actual.upper()).isCloseTo(expected.get(1).asDouble(), within(LOOSER));
  }
}
