// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics;

import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.intervals.FindingsMean;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Seeds;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The areas of one model on a test set of several findings: of each finding as of any question of
 * two classes, among the images for which it is known, and their mean over findings.
 *
 * @param findings in the order of the set
 * @param means over the findings that have an area, one per metric, in the order of {@link
 *     #METRICS}
 * @param meansOfSeeds the same for each seed, in the order of the metrics; empty without an area
 */
public record FindingsEvaluation(
    List<OfFinding> findings, List<MetricResult> means, List<List<Double>> meansOfSeeds) {
  /** What is computed of findings. */
  public static final List<Metric> METRICS =
      List.of(Metric.AUROC, Metric.AVERAGE_PRECISION_POSITIVE);

  public FindingsEvaluation {
    findings = List.copyOf(findings);
    means = List.copyOf(means);
    meansOfSeeds = meansOfSeeds.stream().map(List::copyOf).toList();
  }

  /**
   * @param metrics in the order of {@link #METRICS}, without a point where none is defined
   * @param ofSeeds the point of each seed, in the order of the metrics; empty where none is defined
   */
  public record OfFinding(String finding, List<MetricResult> metrics, List<List<Double>> ofSeeds) {
    public OfFinding {
      metrics = List.copyOf(metrics);
      ofSeeds = ofSeeds.stream().map(List::copyOf).toList();
    }
  }

  /**
   * @param scoresOfSeed of at least one training seed
   * @throws IllegalArgumentException if scores do not fit the set
   */
  public static FindingsEvaluation of(
      FindingSet set, SortedMap<Long, FindingScores> scoresOfSeed, ResamplingPlan plan) {
    List<FindingScores> seeds = List.copyOf(scoresOfSeed.values());
    if (seeds.isEmpty()) {
      throw new IllegalArgumentException("a model needs the scores of at least one seed");
    }
    seeds.forEach(of -> of.mustFit(set));
    int[] defined = set.withAreas();
    double[][][] points = new double[METRICS.size()][seeds.size()][set.findings().size()];
    List<OfFinding> findings = new ArrayList<>();
    for (int f = 0; f < set.findings().size(); f++) {
      String why = set.whyNoArea(f).orElse(null);
      findings.add(
          new OfFinding(
              set.findings().get(f),
              why == null
                  ? ofFinding(set, f, seeds, plan, points)
                  : METRICS.stream().map(m -> undefined(m, why)).toList(),
              ofSeeds(points, f, why == null)));
    }
    List<MetricResult> means = new ArrayList<>();
    List<List<Double>> meansOfSeeds = new ArrayList<>();
    for (int m = 0; m < METRICS.size(); m++) {
      double[] ofSeeds = means(defined, points[m]);
      means.add(mean(set, METRICS.get(m), defined, seeds, plan, ofSeeds));
      meansOfSeeds.add(Arrays.stream(ofSeeds).boxed().toList());
    }
    return new FindingsEvaluation(findings, means, meansOfSeeds);
  }

  /**
   * The mean of a metric over the findings that have an area, for each seed, without an interval;
   * empty if none has.
   *
   * @param metric one of {@link #METRICS}
   */
  public static List<Double> means(FindingSet set, Collection<FindingScores> seeds, Metric metric) {
    int[] defined = set.withAreas();
    double[][] points = new double[seeds.size()][set.findings().size()];
    for (int finding : defined) {
      FindingSet.Known known = set.known(finding);
      int s = 0;
      for (FindingScores of : seeds) {
        points[s++][finding] = metric.of(known.set(), of.of(finding, known)).number().orElseThrow();
      }
    }
    return Arrays.stream(means(defined, points)).boxed().toList();
  }

  /**
   * @param points seeds x findings
   * @return of each seed; empty without findings
   */
  private static double[] means(int[] defined, double[][] points) {
    double[] ofSeeds = new double[defined.length == 0 ? 0 : points.length];
    for (int s = 0; s < ofSeeds.length; s++) {
      for (int finding : defined) {
        ofSeeds[s] += points[s][finding] / defined.length;
      }
    }
    return ofSeeds;
  }

  /**
   * @param points metrics x seeds x findings
   */
  private static List<List<Double>> ofSeeds(double[][][] points, int finding, boolean defined) {
    List<List<Double>> all = new ArrayList<>();
    for (double[][] ofMetric : points) {
      all.add(
          defined ? Arrays.stream(ofMetric).map(ofSeed -> ofSeed[finding]).toList() : List.of());
    }
    return all;
  }

  private static List<MetricResult> ofFinding(
      FindingSet set,
      int finding,
      List<FindingScores> seeds,
      ResamplingPlan plan,
      double[][][] points) {
    FindingSet.Known known = set.known(finding);
    List<Scores> scores = seeds.stream().map(of -> of.of(finding, known)).toList();
    Map<Metric, Double> means = new EnumMap<>(Metric.class);
    for (int m = 0; m < METRICS.size(); m++) {
      double sum = 0;
      for (int s = 0; s < scores.size(); s++) {
        points[m][s][finding] =
            METRICS.get(m).of(known.set(), scores.get(s)).number().orElseThrow();
        sum += points[m][s][finding];
      }
      means.put(METRICS.get(m), sum / scores.size());
    }
    Intervals.Found found = new Intervals(known.set(), plan).of(means, scores);
    List<MetricResult> results = new ArrayList<>();
    for (int m = 0; m < METRICS.size(); m++) {
      double[] ofSeeds = new double[scores.size()];
      for (int s = 0; s < ofSeeds.length; s++) {
        ofSeeds[s] = points[m][s][finding];
      }
      Metric metric = METRICS.get(m);
      results.add(
          result(
              metric,
              means.getOrDefault(metric, Double.NaN),
              ofSeeds,
              found.intervals().get(metric)));
    }
    return results;
  }

  private static MetricResult mean(
      FindingSet set,
      Metric metric,
      int[] defined,
      List<FindingScores> seeds,
      ResamplingPlan plan,
      double[] ofSeeds) {
    if (defined.length == 0) {
      return undefined(metric, "no finding has a value");
    }
    double point = 0;
    for (double ofSeed : ofSeeds) {
      point += ofSeed / ofSeeds.length;
    }
    return result(
        metric, point, ofSeeds, new FindingsMean(set, plan).of(metric, defined, seeds, ofSeeds));
  }

  private static MetricResult result(
      Metric metric, double point, double[] ofSeeds, @Nullable IntervalEstimate interval) {
    return new MetricResult(
        metric,
        new Estimate.Value(point, List.of()),
        ofSeeds.length < 2 ? null : Double.valueOf(Seeds.standardDeviation(ofSeeds)),
        interval,
        null,
        List.of());
  }

  private static MetricResult undefined(Metric metric, String why) {
    return new MetricResult(
        metric, new Estimate.Undefined(why), null, new IntervalEstimate.None(why), null, List.of());
  }
}
