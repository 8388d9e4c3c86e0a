// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.statistics.GoldenData;
import dev.assay.statistics.intervals.Bca;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Percentile and BCa intervals of single models and of paired differences against scipy 1.10.1,
 * percentile intervals against a million multinomial draws, and both against R 4.2.2's boot.
 */
class BootstrapGoldenTest {
  private static final Pattern IDENTICAL = Pattern.compile("identical to model (\\w+)");

  @TestFactory
  Stream<DynamicTest> matchesScipyOnTheSetsInTheRepository() {
    return scipy(GoldenData.ofRepository());
  }

  @TestFactory
  Stream<DynamicTest> matchesScipyOnAllSharedSets() {
    return scipy(GoldenData.ofShared());
  }

  @TestFactory
  Stream<DynamicTest> matchesAMillionDrawsInTheRepository() {
    return nearExact(GoldenData.ofRepository());
  }

  @TestFactory
  Stream<DynamicTest> matchesAMillionDrawsOnAllSharedSets() {
    return nearExact(GoldenData.ofShared());
  }

  @TestFactory
  Stream<DynamicTest> matchesRInTheRepository() {
    return boot(GoldenData.ofRepository());
  }

  @TestFactory
  Stream<DynamicTest> matchesROnAllSharedSets() {
    return boot(GoldenData.ofShared());
  }

  private static Stream<DynamicTest> scipy(GoldenData data) {
    JsonNode expected = data.expected("ci_bootstrap_scipy");
    return data.setsOf(
        expected.get("single"),
        set -> {
          Distributions ours = Distributions.of(data, set, ResamplingUnit.IMAGE);
          checkScipy(ours, expected.get("single").get(set));
          checkScipy(ours, expected.path("diff").path(set));
        });
  }

  private static void checkScipy(Distributions ours, JsonNode expected) {
    for (String what : GoldenData.names(expected)) {
      for (String metric : GoldenData.names(expected.get(what))) {
        JsonNode entry = expected.get(what).get(metric);
        if (entry.isTextual()) {
          checkIdentical(ours, what, metric, entry.asText());
          continue;
        }
        JsonNode percentile = entry.get("percentile");
        assertThat(ours.point(what, metric))
            .isCloseTo(percentile.get("point").asDouble(), within(1e-12));
        ours.checkPercentile(what, metric, percentile, 0.95, "");
        ours.checkDropped(
            what,
            metric,
            percentile.get("undefined_resamples_mean").asDouble() / Distributions.THEIR_RESAMPLES);
        if (percentile.has("exact_binomial_quantiles")) {
          checkExact(ours, what, metric, percentile.get("exact_binomial_quantiles"));
        }
        ours.checkBca(Bca.MID_TIES, what, metric, entry.get("bca"), "lower", "upper");
        ours.checkBca(
            Bca.STRICT_TIES, what, metric, entry.get("bca_strict_ties"), "lower", "upper");
        checkAcceleration(ours, what, metric, entry.get("bca").path("acceleration"));
      }
    }
  }

  /** A share of independent images is resampled as a binomial: one step of 1/n at most. */
  private static void checkExact(Distributions ours, String what, String metric, JsonNode exact) {
    double step = (1 + 1e-9) / ours.truth().rows();
    assertThat(ours.of(what, metric).quantile(0.025))
        .isCloseTo(exact.get(0).asDouble(), within(step));
    assertThat(ours.of(what, metric).quantile(0.975))
        .isCloseTo(exact.get(1).asDouble(), within(step));
  }

  private static void checkAcceleration(
      Distributions ours, String what, String metric, JsonNode wanted) {
    if (wanted.isNumber()) {
      assertThat(ours.jackknife(what, metric).acceleration())
          .as(what + " " + metric + " acceleration")
          .isCloseTo(wanted.asDouble(), within(1e-9));
    }
  }

  /** "identical to model a (same labels)" */
  private static void checkIdentical(Distributions ours, String what, String metric, String text) {
    Matcher same = IDENTICAL.matcher(text);
    assertThat(same.find()).as(text).isTrue();
    Replicates actual = ours.of(what, metric);
    Replicates other = ours.of(same.group(1), metric);
    assertThat(actual.quantile(0.025)).isEqualTo(other.quantile(0.025));
    assertThat(actual.quantile(0.975)).isEqualTo(other.quantile(0.975));
  }

  private static Stream<DynamicTest> nearExact(GoldenData data) {
    JsonNode expected = data.expected("ci_percentile_near_exact");
    JsonNode scipy = data.expected("ci_bootstrap_scipy").get("single");
    return data.setsOf(
        expected,
        set -> {
          Distributions ours = Distributions.of(data, set, ResamplingUnit.IMAGE);
          for (String model : GoldenData.names(expected.get(set))) {
            checkCells(data.read(set, model), expected.get(set).get(model));
            for (String metric : GoldenData.names(expected.get(set).get(model))) {
              ours.checkPercentileWithSpreadOf(
                  model,
                  metric,
                  expected.get(set).get(model).get(metric),
                  scipy.path(set).path(model).path(metric).path("percentile"));
            }
          }
        });
  }

  /** The cells of the confusion matrix, drawn as the expected values were, but fewer times. */
  private static void checkCells(GoldenData.Golden golden, JsonNode expected) {
    ResamplingPlan plan = new ResamplingPlan(200_000, 0.95, ResamplingUnit.IMAGE, 11);
    ConfusionBootstrap cells = new ConfusionBootstrap(golden.truth(), golden.scores(), plan);
    for (String metric : GoldenData.names(expected)) {
      Replicates actual = cells.replicates(List.of(Metric.ofKey(metric))).get(Metric.ofKey(metric));
      JsonNode wanted = expected.get(metric);
      // an end of 200,000 draws has a standard error of some 0.006 of the statistic's
      double tolerance = 0.03 * wanted.get("se").asDouble() + (1 + 1e-9) / golden.truth().rows();
      assertThat(actual.quantile(0.025))
          .isCloseTo(wanted.get("lower").asDouble(), within(tolerance));
      assertThat(actual.quantile(0.975))
          .isCloseTo(wanted.get("upper").asDouble(), within(tolerance));
      assertThat(actual.standardError())
          .isCloseTo(
              wanted.get("se").asDouble(), within(0.02 * wanted.get("se").asDouble() + 1e-12));
    }
  }

  private static Stream<DynamicTest> boot(GoldenData data) {
    JsonNode expected = data.expected("ci_bootstrap_R");
    return data.setsOf(
        expected,
        set -> {
          Distributions ours = Distributions.of(data, set, ResamplingUnit.IMAGE);
          for (String model : GoldenData.names(expected.get(set))) {
            JsonNode metrics = expected.get(set).get(model);
            for (String metric : GoldenData.names(metrics)) {
              if (metrics.get(metric).has("percentile")) {
                checkBoot(ours, model, metric, metrics.get(metric));
              }
            }
          }
        });
  }

  private static void checkBoot(Distributions ours, String model, String metric, JsonNode wanted) {
    JsonNode percentile = wanted.get("percentile");
    if (percentile.get("lower").isNull()) {
      // R gives up on these; we give percentiles of the rest, and drop the metric above 1 %
      Replicates actual = ours.of(model, metric);
      assertThat(actual.withoutSpread() || actual.droppedShare() > 0).isTrue();
    } else {
      ours.checkPercentile(model, metric, percentile, 0.95, "");
    }
    ours.checkBca(Bca.STRICT_TIES, model, metric, wanted.get("bca"), "lower", "upper");
  }
}
