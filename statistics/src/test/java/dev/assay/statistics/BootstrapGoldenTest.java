package dev.assay.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.statistics.GoldenData.Golden;
import dev.assay.statistics.ResamplingPlan.Unit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Percentile intervals of single models and of paired differences against scipy 1.10.1, against a
 * million multinomial draws, and, with whole patients resampled, against numpy.
 */
class BootstrapGoldenTest {
  private static final int RESAMPLES = 20_000;

  /** Four Monte-Carlo standard errors, and 5 % for that these are estimates themselves. */
  private static final double SPREAD = 4 * 1.05;

  private static final double FLOOR = 1e-4;
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
  Stream<DynamicTest> matchesPatientsResampledInTheRepository() {
    return clustered(GoldenData.ofRepository());
  }

  @TestFactory
  Stream<DynamicTest> matchesPatientsResampledOnAllSharedSets() {
    return clustered(GoldenData.ofShared());
  }

  private static Stream<DynamicTest> scipy(GoldenData data) {
    JsonNode expected = data.expected("ci_bootstrap_scipy");
    JsonNode exact = data.expected("ci_percentile_near_exact");
    return data.sets().stream()
        .map(
            set ->
                DynamicTest.dynamicTest(
                    set,
                    () -> {
                      Distributions ours = new Distributions(data, set, Unit.IMAGE);
                      checkSingle(ours, expected.get("single").get(set), exact.path(set));
                      checkPairs(ours, expected.get("diff").get(set));
                    }));
  }

  private static void checkSingle(Distributions ours, JsonNode single, JsonNode exact) {
    for (String model : GoldenData.names(single)) {
      for (String metric : GoldenData.names(single.get(model))) {
        JsonNode entry = single.get(model).get(metric);
        Replicates actual = ours.of(model, metric);
        if (entry.isTextual()) {
          // "identical to model a (same labels)"
          Matcher same = IDENTICAL.matcher(entry.asText());
          assertThat(same.find()).as(entry.asText()).isTrue();
          Replicates other = ours.of(same.group(1), metric);
          assertThat(actual.quantile(0.025)).isEqualTo(other.quantile(0.025));
          assertThat(actual.quantile(0.975)).isEqualTo(other.quantile(0.975));
          continue;
        }
        JsonNode wanted = entry.get("percentile");
        Tolerance tolerance = ours.tolerance(metric);
        check(actual, wanted, "", tolerance);
        checkDropped(actual, wanted.get("undefined_resamples_mean").asDouble() / RESAMPLES);
        JsonNode million = exact.path(model).path(metric);
        if (!million.isMissingNode()) {
          checkEnds(actual, million, wanted, tolerance);
        }
      }
    }
  }

  private static void checkPairs(Distributions ours, JsonNode pairs) {
    for (String pair : GoldenData.names(pairs)) {
      for (String metric : GoldenData.names(pairs.get(pair))) {
        check(
            ours.difference(pair, metric),
            pairs.get(pair).get(metric).get("percentile"),
            "",
            ours.tolerance(metric));
      }
    }
  }

  private static Stream<DynamicTest> clustered(GoldenData data) {
    JsonNode expected = data.expected("cluster_bootstrap");
    return data.sets().stream()
        .filter(expected::has)
        .map(
            set ->
                DynamicTest.dynamicTest(
                    set,
                    () -> {
                      Distributions ours = new Distributions(data, set, Unit.GROUP);
                      assertThat(ours.groups())
                          .isEqualTo(expected.get(set).get("patients").asInt());
                      JsonNode single = expected.get(set).get("single");
                      for (String metric : GoldenData.names(single)) {
                        for (String model : GoldenData.names(single.get(metric))) {
                          JsonNode wanted = single.get(metric).get(model);
                          Replicates actual = ours.of(model, metric);
                          check(actual, wanted, "", ours.tolerance(metric));
                          assertThat(actual.standardError())
                              .isCloseTo(
                                  wanted.get("se").asDouble(),
                                  within(SPREAD * wanted.get("se_mc_sd_one_run").asDouble()));
                          checkDropped(actual, wanted.get("undefined").asDouble() / RESAMPLES);
                        }
                      }
                      JsonNode pairs = expected.get(set).get("diff");
                      for (String metric : GoldenData.names(pairs)) {
                        for (String pair : GoldenData.names(pairs.get(metric))) {
                          JsonNode wanted = pairs.get(metric).get(pair);
                          check(
                              ours.difference(pair, metric), wanted, "95", ours.tolerance(metric));
                        }
                      }
                    }));
  }

  /** The step of the metric's values on this set: an end may fall on the one or the other side. */
  private record Tolerance(double lattice) {
    double of(JsonNode spread) {
      return Math.max(SPREAD * spread.asDouble(), Math.max(lattice * (1 + 1e-9), FLOOR));
    }
  }

  private static void check(Replicates actual, JsonNode wanted, String level, Tolerance tolerance) {
    assertThat(actual.quantile(0.025))
        .as("lower")
        .isCloseTo(
            wanted.get("lower" + level).asDouble(),
            within(tolerance.of(wanted.get("lower" + level + "_mc_sd_one_run"))));
    assertThat(actual.quantile(0.975))
        .as("upper")
        .isCloseTo(
            wanted.get("upper" + level).asDouble(),
            within(tolerance.of(wanted.get("upper" + level + "_mc_sd_one_run"))));
  }

  private static void checkEnds(
      Replicates actual, JsonNode wanted, JsonNode spread, Tolerance tolerance) {
    assertThat(actual.quantile(0.025))
        .isCloseTo(
            wanted.get("lower").asDouble(),
            within(tolerance.of(spread.get("lower_mc_sd_one_run"))));
    assertThat(actual.quantile(0.975))
        .isCloseTo(
            wanted.get("upper").asDouble(),
            within(tolerance.of(spread.get("upper_mc_sd_one_run"))));
  }

  private static void checkDropped(Replicates actual, double share) {
    double sd = Math.sqrt(share * (1 - share) / RESAMPLES);
    assertThat(actual.droppedShare())
        .as("share of resamples that leave the metric undefined")
        .isCloseTo(share, within(4.2 * sd + 2.0 / RESAMPLES));
  }

  /** Every model of a set, resampled together. */
  private static final class Distributions {
    private final GoldenData data;
    private final String set;
    private final LabelledSet truth;
    private final Bootstrap bootstrap;
    private final Map<String, Map<Metric, Replicates>> ofModel = new HashMap<>();

    Distributions(GoldenData data, String set, Unit unit) {
      this.data = data;
      this.set = set;
      this.truth = data.read(set, data.models().get(0)).truth();
      this.bootstrap =
          Bootstrap.simple(truth, new ResamplingPlan(RESAMPLES, 0.95, unit, 20_260_101));
    }

    int groups() {
      return truth.groups().count();
    }

    Replicates of(String model, String metric) {
      Golden golden = data.read(set, model);
      return ofModel
          .computeIfAbsent(
              model,
              m ->
                  bootstrap.replicates(
                      List.of(Metric.ACCURACY, Metric.F1_WEIGHTED, Metric.AUROC),
                      List.of(golden.scores()),
                      false))
          .get(Metric.ofKey(metric));
    }

    Replicates difference(String pair, String metric) {
      String[] models = pair.split("-");
      return of(models[0], metric).minus(of(models[1], metric));
    }

    Tolerance tolerance(String metric) {
      return new Tolerance(
          switch (Metric.ofKey(metric)) {
            case ACCURACY -> 1.0 / truth.rows();
            case F1_WEIGHTED -> 0.5 / truth.rows();
            default -> 0;
          });
    }
  }
}
