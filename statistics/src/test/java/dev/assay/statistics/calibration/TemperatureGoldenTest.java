// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.statistics.GoldenData;
import dev.assay.statistics.GoldenData.Golden;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.Scores;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A model of the collection, such as d, is the first one with the temperature of the manifest,
 * which minimises the log loss of the first to two decimals, where there is a minimum.
 */
class TemperatureGoldenTest {
  private static final String KEY = "temperature_of_";

  @TestFactory
  Stream<DynamicTest> findsTheTemperaturesOfAllSharedSets() {
    GoldenData data = GoldenData.ofShared();
    JsonNode sets = data.manifest().get("sets");
    return data.sets().stream()
        .flatMap(
            set ->
                GoldenData.names(sets.get(set)).stream()
                    .filter(key -> key.startsWith(KEY))
                    .map(
                        key ->
                            DynamicTest.dynamicTest(
                                set + ", " + key,
                                () -> check(data, set, sets.get(set).get(key).asDouble()))));
  }

  private static void check(GoldenData data, String set, double temperature) {
    Golden a = data.read(set, data.models().get(0));
    OptionalDouble fitted = Temperature.fit(a.truth(), a.scores());
    boolean allRight = Metric.ACCURACY.of(a.truth(), a.scores()).number().orElseThrow() == 1;
    if (allRight) {
      assertThat(fitted).isEmpty();
    } else {
      // probabilities were rounded to six decimals before we fit: small ones have lost their logit
      double tolerance = least(a.scores()) < 1e-5 ? 0.05 * temperature : 0.011;
      assertThat(fitted.orElseThrow()).isCloseTo(temperature, within(tolerance));
    }
  }

  private static double least(Scores scores) {
    double least = 1;
    for (int row = 0; row < scores.rows(); row++) {
      for (int c = 0; c < scores.classCount(); c++) {
        least = Math.min(least, scores.probability(row, c));
      }
    }
    return least;
  }
}
