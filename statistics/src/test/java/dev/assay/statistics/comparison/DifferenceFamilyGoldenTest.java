// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.statistics.GoldenData;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * Paired differences of a whole family of pairs, with every p-value, simultaneous interval and
 * margin, against a joint bootstrap in numpy (B = 20,000, mean over ten seeds) by image and by
 * patient, and against scipy 1.10.1.
 */
class DifferenceFamilyGoldenTest {
  /**
   * Ten times as many as the expected values had, so that nearly all of the spread is theirs: with
   * as many, one of a thousand checks or two would fail by chance.
   */
  private static final int RESAMPLES = 200_000;

  /** Resamples behind the expected values, and behind the counts in them. */
  private static final int THEIR_RESAMPLES = 20_000;

  /** Four Monte-Carlo standard errors, and 5 % for that these are estimates themselves. */
  private static final double SPREAD = 4 * 1.05;

  private static final double FLOOR = 1e-4;

  @TestFactory
  Stream<DynamicTest> matchesTheFamiliesInTheRepository() {
    return images(GoldenData.ofComparisons());
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> matchesAllSharedFamilies() {
    return images(GoldenData.ofShared());
  }

  @TestFactory
  Stream<DynamicTest> matchesPatientsResampledInTheRepository() {
    return patients(GoldenData.ofComparisons());
  }

  @TestFactory
  @Tag("long")
  Stream<DynamicTest> matchesPatientsResampledOnAllSharedSets() {
    return patients(GoldenData.ofShared());
  }

  @TestFactory
  Stream<DynamicTest> matchesScipyOnAllSharedSets() {
    GoldenData data = GoldenData.ofShared();
    JsonNode expected = data.expected("ci_bootstrap_scipy").get("diff");
    return data.sets().stream()
        .filter(expected::has)
        .map(
            set ->
                DynamicTest.dynamicTest(
                    set,
                    () -> {
                      Resampled ours = new Resampled(data, set, ResamplingUnit.IMAGE);
                      for (String pair : GoldenData.names(expected.get(set))) {
                        JsonNode ofPair = expected.get(set).get(pair);
                        for (String metric : GoldenData.names(ofPair)) {
                          JsonNode wanted = ofPair.get(metric).get("percentile");
                          Difference actual =
                              ours.family(metric, List.of(pair)).differences(0.95).get(0);
                          double lattice = ours.lattice(metric);
                          assertThat(actual.point())
                              .isCloseTo(wanted.get("point").asDouble(), within(1e-10));
                          end(actual.percentile().lower(), wanted, "lower", lattice);
                          end(actual.percentile().upper(), wanted, "upper", lattice);
                        }
                      }
                    }));
  }

  private static Stream<DynamicTest> images(GoldenData data) {
    JsonNode expected = data.expected("paired_differences_maxT_tost");
    double margin = expected.get("_about").get("margin").asDouble();
    return data.sets().stream()
        .filter(expected::has)
        .map(
            set ->
                DynamicTest.dynamicTest(
                    set,
                    () ->
                        check(
                            new Resampled(data, set, ResamplingUnit.IMAGE),
                            expected.get(set),
                            margin)));
  }

  private static Stream<DynamicTest> patients(GoldenData data) {
    JsonNode expected = data.expected("cluster_bootstrap");
    double margin = expected.get("_about").get("margin").asDouble();
    return data.sets().stream()
        .filter(expected::has)
        .map(
            set ->
                DynamicTest.dynamicTest(
                    set,
                    () ->
                        check(
                            new Resampled(data, set, ResamplingUnit.GROUP),
                            expected.get(set).get("diff"),
                            margin)));
  }

  private static void check(Resampled ours, JsonNode expected, double margin) {
    for (String metric : GoldenData.names(expected)) {
      List<String> names = GoldenData.names(expected.get(metric));
      List<String> pairs = names.stream().filter(name -> !name.startsWith("_")).toList();
      DifferenceFamily family = ours.family(metric, pairs);
      List<Difference> differences = family.differences(0.95);
      List<Margin> margins = family.against(margin, 0.05);
      double lattice = ours.lattice(metric);
      JsonNode critical = expected.get(metric).path("_maxT_critical_value_95");
      if (!critical.isMissingNode()) {
        assertThat(family.criticalValue(0.95))
            .isCloseTo(
                critical.get("mean").asDouble(),
                within(Math.max(SPREAD * critical.get("mc_sd_one_run").asDouble(), FLOOR)));
      }
      double undefined = expected.get(metric).path("_undefined_resamples_mean").asDouble(0);
      double share = undefined / THEIR_RESAMPLES;
      assertThat(family.droppedShare())
          .isCloseTo(
              share,
              within(
                  4.2 * Math.sqrt(share * (1 - share) / THEIR_RESAMPLES) + 2.0 / THEIR_RESAMPLES));
      for (int k = 0; k < pairs.size(); k++) {
        check(
            differences.get(k),
            margins.get(k),
            expected.get(metric).get(pairs.get(k)),
            lattice,
            metric + " " + pairs.get(k));
      }
    }
  }

  private static void check(
      Difference actual, Margin margin, JsonNode wanted, double lattice, String what) {
    assertThat(actual.point()).as(what).isCloseTo(wanted.get("point").asDouble(), within(1e-10));
    assertThat(actual.standardError())
        .as(what)
        .isCloseTo(
            wanted.get("se").asDouble(),
            within(SPREAD * wanted.get("se_mc_sd_one_run").asDouble() + 1e-12));
    end(actual.percentile().lower(), wanted, "lower95", lattice);
    end(actual.percentile().upper(), wanted, "upper95", lattice);
    end(margin.interval().lower(), wanted, "lower90", lattice);
    end(margin.interval().upper(), wanted, "upper90", lattice);
    end(actual.simultaneous().lower(), wanted, "maxT_lower", lattice);
    end(actual.simultaneous().upper(), wanted, "maxT_upper", lattice);
    doubledTail(actual.pPercentile(), wanted.get("p_percentile_two_sided").asDouble(), what);
    p(actual.pBootstrapT(), wanted, "p_bootstrap_t_raw", what);
    p(actual.pSingleStep(), wanted, "p_maxT_single_step", what);
    p(actual.pStepDown(), wanted, "p_maxT_step_down", what);
    p(margin.pFirstNotInferior(), wanted, "p_first_not_inferior", what);
    p(margin.pSecondNotInferior(), wanted, "p_second_not_inferior", what);
    p(margin.pEquivalent(), wanted, "p_tost", what);
    p(margin.pEquivalentWald(), wanted, "p_tost_wald", what);
  }

  private static void end(double actual, JsonNode wanted, String key, double lattice) {
    double spread = SPREAD * wanted.get(key + "_mc_sd_one_run").asDouble();
    assertThat(actual)
        .as(key)
        .isCloseTo(
            wanted.get(key).asDouble(),
            within(Math.max(spread, Math.max(lattice * (1 + 1e-9), FLOOR))));
  }

  /**
   * Twice a counted share q has twice the spread of q. The collection states 4 sqrt(p(1-p)/B) + 2/B
   * for every p, which is but two standard errors of a doubled tail around p = 0.6.
   */
  private static void doubledTail(double actual, double p, String what) {
    double q = p / 2;
    double sd = 2 * Math.sqrt(q * (1 - q) / THEIR_RESAMPLES);
    assertThat(actual)
        .as(what + " p_percentile_two_sided")
        .isCloseTo(p, within(4 * sd + 2.0 / THEIR_RESAMPLES));
  }

  private static void p(double actual, JsonNode wanted, String key, String what) {
    double p = wanted.get(key).asDouble();
    double sd = Math.sqrt(p * (1 - p) / THEIR_RESAMPLES);
    assertThat(actual).as(what + " " + key).isCloseTo(p, within(4 * sd + 2.0 / THEIR_RESAMPLES));
  }

  /** Every model of a set, resampled together. */
  private static final class Resampled {
    private final List<String> models;
    private final LabelledSet truth;
    private final List<Scores> scores = new ArrayList<>();
    private final List<Map<Metric, Replicates>> replicates = new ArrayList<>();

    Resampled(GoldenData data, String set, ResamplingUnit unit) {
      models = data.models();
      truth = data.read(set, models.get(0)).truth();
      Bootstrap bootstrap =
          Bootstrap.simple(truth, new ResamplingPlan(RESAMPLES, 0.95, unit, 20_260_102));
      for (String model : models) {
        Scores ofModel = data.read(set, model).scores();
        scores.add(ofModel);
        replicates.add(
            bootstrap.replicates(
                List.of(Metric.ACCURACY, Metric.F1_WEIGHTED, Metric.AUROC),
                List.of(ofModel),
                false));
      }
    }

    DifferenceFamily family(String key, List<String> pairs) {
      Metric metric = Metric.ofKey(key);
      double[] points =
          scores.stream()
              .mapToDouble(s -> metric.of(truth, s).number().orElse(Double.NaN))
              .toArray();
      List<Contrast> contrasts =
          pairs.stream()
              .map(
                  pair -> {
                    String[] names = pair.split("-");
                    return Contrast.pair(pair, models.indexOf(names[0]), models.indexOf(names[1]));
                  })
              .toList();
      return new DifferenceFamily(
          contrasts, points, replicates.stream().map(all -> all.get(metric)).toList());
    }

    double lattice(String metric) {
      return switch (Metric.ofKey(metric)) {
        case ACCURACY -> 1.0 / truth.rows();
        case F1_WEIGHTED -> 0.5 / truth.rows();
        default -> 0;
      };
    }
  }
}
