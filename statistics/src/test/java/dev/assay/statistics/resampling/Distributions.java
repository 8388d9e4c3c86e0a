// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.assay.statistics.GoldenData;
import dev.assay.statistics.GoldenData.Golden;
import dev.assay.statistics.intervals.Bca;
import dev.assay.statistics.intervals.Bca.Result;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Units;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Every model of a golden set, resampled together, and how near others' results must be. */
final class Distributions {
  /**
   * Three times as many as the expected values had, so that most of the spread is theirs: their
   * standard errors are themselves known from ten runs only.
   */
  static final int RESAMPLES = 60_000;

  /** Resamples behind the expected values, and behind the counts in them. */
  static final int THEIR_RESAMPLES = 20_000;

  /** Four Monte-Carlo standard errors, and 5 % for that these are estimates themselves. */
  static final double SPREAD = 4 * 1.05;

  private static final double FLOOR = 1e-4;
  private static final List<Metric> METRICS =
      List.of(Metric.ACCURACY, Metric.F1_WEIGHTED, Metric.AUROC);

  private final GoldenData data;
  private final String set;
  private final LabelledSet truth;
  private final Units units;
  private final Bootstrap bootstrap;
  private final Map<String, Map<Metric, Replicates>> ofModel = new HashMap<>();
  private final Map<String, Map<Metric, Jackknife>> withoutUnits = new HashMap<>();

  private static final Map<Key, Distributions> MADE = new ConcurrentHashMap<>();

  private record Key(GoldenData data, String set, ResamplingUnit unit) {}

  /** Made once for all tests. */
  static Distributions of(GoldenData data, String set, ResamplingUnit unit) {
    return MADE.computeIfAbsent(
        new Key(data, set, unit), key -> new Distributions(data, set, unit));
  }

  private Distributions(GoldenData data, String set, ResamplingUnit unit) {
    this.data = data;
    this.set = set;
    this.truth = data.read(set, data.models().get(0)).truth();
    this.units = truth.units(unit);
    this.bootstrap = Bootstrap.simple(truth, new ResamplingPlan(RESAMPLES, 0.95, unit, 20_260_101));
  }

  LabelledSet truth() {
    return truth;
  }

  /** Of a model, or of the difference of two, as in {@code a-b}. */
  Replicates of(String what, String metric) {
    if (isPair(what)) {
      return of(first(what), metric).minus(of(second(what), metric));
    }
    return ofModel
        .computeIfAbsent(
            what, m -> bootstrap.replicates(METRICS, List.of(golden(m).scores()), false))
        .get(Metric.ofKey(metric));
  }

  Jackknife jackknife(String what, String metric) {
    if (isPair(what)) {
      return jackknife(first(what), metric).minus(jackknife(second(what), metric));
    }
    return withoutUnits
        .computeIfAbsent(
            what, m -> Jackknife.of(truth, units, METRICS, List.of(golden(m).scores())))
        .get(Metric.ofKey(metric));
  }

  double point(String what, String metric) {
    return isPair(what)
        ? point(first(what), metric) - point(second(what), metric)
        : Metric.ofKey(metric).of(truth, golden(what).scores()).number().orElseThrow();
  }

  private Golden golden(String model) {
    return data.read(set, model);
  }

  private boolean isPair(String what) {
    return !data.models().contains(what);
  }

  private String first(String pair) {
    return pair.substring(0, pair.indexOf('-'));
  }

  private String second(String pair) {
    return pair.substring(pair.indexOf('-') + 1);
  }

  private double tolerance(String metric, JsonNode spread) {
    double lattice =
        switch (Metric.ofKey(metric)) {
          case ACCURACY -> 1.0 / truth.rows();
          case F1_WEIGHTED -> 0.5 / truth.rows();
          default -> 0;
        };
    return Math.max(SPREAD * spread.asDouble(), Math.max(lattice * (1 + 1e-9), FLOOR));
  }

  /**
   * @param level confidence
   * @param suffix of the names of the ends, such as 95 or nothing
   */
  void checkPercentile(String what, String metric, JsonNode wanted, double level, String suffix) {
    Replicates actual = of(what, metric);
    double tail = (1 - level) / 2;
    checkEnds(
        what + " " + metric + " percentile",
        actual.quantile(tail),
        actual.quantile(1 - tail),
        metric,
        wanted,
        "lower" + suffix,
        "upper" + suffix);
  }

  void checkBca(Bca ties, String what, String metric, JsonNode wanted, String lower, String upper) {
    String name = what + " " + metric + " " + ties;
    Result actual = ties.of(of(what, metric), point(what, metric), jackknife(what, metric), 0.95);
    if (wanted.get(lower).isNull()) {
      assertThat(actual).as(name).isInstanceOf(Result.Undefined.class);
    } else {
      assertThat(actual).as(name).isInstanceOf(Result.Ends.class);
      Result.Ends ends = (Result.Ends) actual;
      checkEnds(name, ends.lower(), ends.upper(), metric, wanted, lower, upper);
    }
  }

  void checkEnds(
      String name,
      double actualLower,
      double actualUpper,
      String metric,
      JsonNode wanted,
      String lower,
      String upper) {
    assertThat(actualLower)
        .as(name + " lower")
        .isCloseTo(
            wanted.get(lower).asDouble(),
            within(tolerance(metric, wanted.get(lower + "_mc_sd_one_run"))));
    assertThat(actualUpper)
        .as(name + " upper")
        .isCloseTo(
            wanted.get(upper).asDouble(),
            within(tolerance(metric, wanted.get(upper + "_mc_sd_one_run"))));
  }

  /** Ends of another computation, with the spread that the first states for them. */
  void checkPercentileWithSpreadOf(String what, String metric, JsonNode wanted, JsonNode spread) {
    Replicates actual = of(what, metric);
    for (String end : List.of("lower", "upper")) {
      assertThat(actual.quantile(end.equals("lower") ? 0.025 : 0.975))
          .as(what + " " + metric + " near exact " + end)
          .isCloseTo(
              wanted.get(end).asDouble(),
              within(tolerance(metric, spread.get(end + "_mc_sd_one_run"))));
    }
  }

  void checkStandardError(String what, String metric, double wanted, double spread) {
    assertThat(of(what, metric).standardError())
        .as(what + " " + metric + " standard error")
        .isCloseTo(wanted, within(Math.max(1e-12, SPREAD * spread)));
  }

  void checkDropped(String what, String metric, double share) {
    double sd = Math.sqrt(share * (1 - share) / THEIR_RESAMPLES);
    assertThat(of(what, metric).droppedShare())
        .as("share of resamples that leave the metric undefined")
        .isCloseTo(share, within(4.2 * sd + 2.0 / THEIR_RESAMPLES));
  }
}
