// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.roc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.statistics.GoldenData;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** DeLong's areas, covariances, intervals and tests against R's pROC 1.18.0 and against numpy. */
class CorrelatedAreasGoldenTest {
  private static final double TOLERANCE = 1e-10;
  private static final double RELATIVE_P = 1e-8;

  /** pROC prints with 15 digits and takes differences of nearly equal variances. */
  private static final double PROC_Z = 1e-6;

  private static final double PROC_VARIANCE = 1e-12;

  @TestFactory
  Stream<DynamicTest> matchesNumpyInTheRepository() {
    return each(GoldenData.ofComparisons(), "delong_own", CorrelatedAreasGoldenTest::checkNumpy);
  }

  @TestFactory
  Stream<DynamicTest> matchesNumpyOnAllSharedSets() {
    return each(GoldenData.ofShared(), "delong_own", CorrelatedAreasGoldenTest::checkNumpy);
  }

  @TestFactory
  Stream<DynamicTest> matchesProcInTheRepository() {
    return each(GoldenData.ofComparisons(), "delong_pROC", CorrelatedAreasGoldenTest::checkProc);
  }

  @TestFactory
  Stream<DynamicTest> matchesProcOnAllSharedSets() {
    return each(GoldenData.ofShared(), "delong_pROC", CorrelatedAreasGoldenTest::checkProc);
  }

  private interface Check {
    void of(List<String> models, CorrelatedAreas areas, JsonNode expected);
  }

  private static Stream<DynamicTest> each(GoldenData data, String file, Check check) {
    JsonNode expected = data.expected(file);
    return data.sets().stream()
        .filter(expected::has)
        .flatMap(
            set ->
                GoldenData.names(expected.get(set)).stream()
                    .map(
                        label ->
                            DynamicTest.dynamicTest(
                                set + "/" + label,
                                () ->
                                    check.of(
                                        data.models(),
                                        areas(data, set, label),
                                        expected.get(set).get(label)))));
  }

  private static CorrelatedAreas areas(GoldenData data, String set, String label) {
    LabelledSet truth = data.read(set, data.models().get(0)).truth();
    int c = truth.classes().indexOf(label);
    boolean[] positive = new boolean[truth.rows()];
    double[][] scores = new double[data.models().size()][truth.rows()];
    for (int m = 0; m < scores.length; m++) {
      Scores ofModel = data.read(set, data.models().get(m)).scores();
      for (int row = 0; row < positive.length; row++) {
        positive[row] = truth.truth(row) == c;
        scores[m][row] = ofModel.probability(row, c);
      }
    }
    return CorrelatedAreas.ofIndependentRows(positive, scores);
  }

  private static void checkNumpy(List<String> models, CorrelatedAreas areas, JsonNode expected) {
    for (int i = 0; i < models.size(); i++) {
      near(areas.area(i), expected.get("auc").get(models.get(i)), TOLERANCE);
      for (int j = 0; j < models.size(); j++) {
        JsonNode covariance = expected.get("covariance").get(i).get(j);
        assertThat(areas.covariance(i, j).isPresent()).isEqualTo(!covariance.isNull());
        areas.covariance(i, j).ifPresent(v -> near(v, covariance, TOLERANCE));
      }
      // Without a variance the golden file has [0, 1]; here there is no interval.
      if (areas.hasVariance()) {
        ends(areas.wald(i, 0.95).orElseThrow(), expected.get("ci95").get(models.get(i)), TOLERANCE);
      } else {
        assertThat(areas.wald(i, 0.95)).isEmpty();
      }
      JsonNode logit = expected.get("ci95_logit").path(models.get(i));
      assertThat(areas.logit(i, 0.95).isPresent()).isEqualTo(!logit.isMissingNode());
      areas.logit(i, 0.95).ifPresent(v -> ends(v, logit, TOLERANCE));
    }
    for (String pair : GoldenData.names(expected.get("paired"))) {
      AreaDifference ours = compare(models, areas, pair);
      JsonNode wanted = expected.get("paired").get(pair);
      near(ours.difference(), wanted.get("difference"), TOLERANCE);
      same(ours.z(), wanted.get("z"), 1e-9);
      if (wanted.get("variance").isNull()) {
        // The file keeps p = 1 for equal areas; without a variance nothing is tested here.
        assertThat(ours.standardError()).isNull();
        assertThat(ours.p()).isNull();
        assertThat(ours.reason()).isNotNull();
        continue;
      }
      near(ours.standardError() * ours.standardError(), wanted.get("variance"), TOLERANCE);
      assertThat(ours.p() == null).isEqualTo(wanted.get("p").isNull());
      if (ours.p() != null) {
        near(ours.p(), wanted.get("p"), RELATIVE_P * wanted.get("p").asDouble());
      }
      assertThat(ours.interval() == null).isEqualTo(!wanted.has("ci95"));
      if (ours.interval() != null) {
        ends(ours.interval(), wanted.get("ci95"), TOLERANCE);
      }
    }
  }

  private static void checkProc(List<String> models, CorrelatedAreas areas, JsonNode expected) {
    for (int i = 0; i < models.size(); i++) {
      JsonNode single = expected.path("single").path(models.get(i));
      if (!single.path("variance").isNumber()) {
        assertThat(areas.hasVariance()).as("a variance pROC has not").isFalse();
        continue;
      }
      near(areas.area(i), single.get("auc"), TOLERANCE);
      near(areas.covariance(i, i).orElseThrow(), single.get("variance"), PROC_VARIANCE);
      near(areas.wald(i, 0.95).orElseThrow().lower(), single.get("lower"), 1e-9);
      near(areas.wald(i, 0.95).orElseThrow().upper(), single.get("upper"), 1e-9);
    }
    for (String pair : GoldenData.names(expected.path("paired"))) {
      AreaDifference ours = compare(models, areas, pair);
      JsonNode wanted = expected.get("paired").get(pair);
      if (ours.z() == null || !wanted.get("z").isNumber()) {
        assertThat(ours.z()).as("equal scores").isNull();
        continue;
      }
      near(ours.difference(), wanted.get("difference"), TOLERANCE);
      near(ours.z(), wanted.get("z"), PROC_Z);
      near(ours.p(), wanted.get("p"), RELATIVE_P);
      ends(ours.interval(), wanted.get("ci95"), 1e-9);
    }
  }

  private static AreaDifference compare(List<String> models, CorrelatedAreas areas, String pair) {
    String[] names = pair.split("-");
    return areas.compare(models.indexOf(names[0]), models.indexOf(names[1]), 0.95);
  }

  private static void same(Double actual, JsonNode expected, double tolerance) {
    if (expected.isNull()) {
      assertThat(actual).isNull();
    } else {
      near(actual, expected, tolerance);
    }
  }

  private static void near(double actual, JsonNode expected, double tolerance) {
    assertThat(actual).isCloseTo(expected.asDouble(), within(tolerance));
  }

  private static void ends(AreaInterval actual, JsonNode expected, double tolerance) {
    near(actual.lower(), expected.get(0), tolerance);
    near(actual.upper(), expected.get(1), tolerance);
  }
}
