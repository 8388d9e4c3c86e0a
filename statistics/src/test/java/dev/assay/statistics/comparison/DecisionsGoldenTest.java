// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.statistics.GoldenData;
import dev.assay.statistics.roc.AreaDifference;
import dev.assay.statistics.roc.CorrelatedAreas;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** McNemar's tests and adjusted p-values against statsmodels 0.13.5. */
class DecisionsGoldenTest {
  private static final double RELATIVE = 1e-8;

  @TestFactory
  Stream<DynamicTest> matchesTheMcNemarTestsInTheRepository() {
    return mcNemar(GoldenData.ofComparisons());
  }

  @TestFactory
  Stream<DynamicTest> matchesAllSharedMcNemarTests() {
    return mcNemar(GoldenData.ofShared());
  }

  @TestFactory
  Stream<DynamicTest> matchesTheAdjustedValuesInTheRepository() {
    return adjusted(GoldenData.ofComparisons());
  }

  @TestFactory
  Stream<DynamicTest> matchesAllSharedAdjustedValues() {
    return adjusted(GoldenData.ofShared());
  }

  private static Stream<DynamicTest> mcNemar(GoldenData data) {
    JsonNode expected = data.expected("mcnemar");
    return data.sets().stream()
        .filter(expected::has)
        .flatMap(
            set ->
                GoldenData.names(expected.get(set)).stream()
                    .map(
                        pair ->
                            DynamicTest.dynamicTest(
                                set + "/" + pair,
                                () -> check(data, set, pair, expected.get(set).get(pair)))));
  }

  private static void check(GoldenData data, String set, String pair, JsonNode expected) {
    McNemar ours = mcNemar(data, set, pair);
    assertThat(ours)
        .isEqualTo(
            new McNemar(
                expected.get("both_right").asLong(),
                expected.get("first_only_right").asLong(),
                expected.get("second_only_right").asLong(),
                expected.get("both_wrong").asLong()));
    near(ours.exact(), expected.get("p_exact"));
    near(ours.midP(), expected.get("p_mid"));
    near(ours.midPHalvedAtTie(), expected.get("p_mid_tie_convention"));
    if (expected.get("chi2_corrected").isNull()) {
      assertThat(ours.chiSquaredCorrected()).isNaN();
      assertThat(ours.chiSquaredP()).isNaN();
    } else {
      near(ours.chiSquaredCorrected(), expected.get("chi2_corrected"));
      near(ours.chiSquaredP(), expected.get("p_chi2_corrected"));
    }
    // with images as units the sign-flip test is McNemar's exact one
    LabelledSet truth = data.read(set, data.models().get(0)).truth();
    String[] models = pair.split("-");
    near(
        GroupedDecisions.of(
                truth,
                Units.images(truth.rows()),
                List.of(data.read(set, models[0]).scores()),
                List.of(data.read(set, models[1]).scores()))
            .signFlip(),
        expected.get("p_exact"));
  }

  private static Stream<DynamicTest> adjusted(GoldenData data) {
    JsonNode expected = data.expected("adjusted_p");
    return data.sets().stream()
        .filter(expected::has)
        .flatMap(
            set ->
                GoldenData.names(expected.get(set)).stream()
                    .map(
                        source ->
                            DynamicTest.dynamicTest(
                                set + "/" + source,
                                () -> adjust(data, set, source, expected.get(set).get(source)))));
  }

  private static void adjust(GoldenData data, String set, String source, JsonNode expected) {
    List<Double> raw = new ArrayList<>();
    for (JsonNode pair : expected.get("pairs")) {
      raw.add(
          switch (source) {
            case "mcnemar_exact" -> mcNemar(data, set, pair.asText()).exact();
            case "mcnemar_mid" -> mcNemar(data, set, pair.asText()).midP();
            case "delong" -> deLong(data, set, pair.asText());
            default -> throw new AssertionError("p-values of unknown source " + source);
          });
    }
    double[] p = raw.stream().mapToDouble(Double::doubleValue).toArray();
    compare(p, expected.get("raw"));
    compare(Adjustment.HOLM.adjust(p), expected.get("holm"));
    compare(Adjustment.BENJAMINI_HOCHBERG.adjust(p), expected.get("benjamini_hochberg"));
    compare(Adjustment.BENJAMINI_YEKUTIELI.adjust(p), expected.get("benjamini_yekutieli"));
    compare(Adjustment.BONFERRONI.adjust(p), expected.get("bonferroni"));
  }

  private static void compare(double[] actual, JsonNode expected) {
    assertThat(actual).hasSize(expected.size());
    for (int i = 0; i < actual.length; i++) {
      near(actual[i], expected.get(i));
    }
  }

  private static McNemar mcNemar(GoldenData data, String set, String pair) {
    String[] models = pair.split("-");
    return McNemar.of(
        data.read(set, models[0]).truth(),
        data.read(set, models[0]).scores(),
        data.read(set, models[1]).scores());
  }

  private static double deLong(GoldenData data, String set, String pair) {
    String[] models = pair.split("-");
    LabelledSet truth = data.read(set, models[0]).truth();
    int c = truth.positive().orElseThrow();
    boolean[] positive = new boolean[truth.rows()];
    double[][] probabilities = new double[2][truth.rows()];
    for (int m = 0; m < 2; m++) {
      Scores scores = data.read(set, models[m]).scores();
      for (int row = 0; row < positive.length; row++) {
        positive[row] = truth.truth(row) == c;
        probabilities[m][row] = scores.probability(row, c);
      }
    }
    AreaDifference difference =
        CorrelatedAreas.ofIndependentRows(positive, probabilities).compare(0, 1, 0.95);
    assertThat(difference.p()).isNotNull();
    return difference.p();
  }

  private static void near(double actual, JsonNode expected) {
    assertThat(actual)
        .isCloseTo(expected.asDouble(), within(Math.max(1e-300, RELATIVE * expected.asDouble())));
  }
}
