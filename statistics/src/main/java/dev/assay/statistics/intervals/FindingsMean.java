// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.FindingScores;
import dev.assay.statistics.testset.FindingSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The interval of a plain mean of one area over findings, as that of a mean over classes: the
 * intervals of the findings joined by {@link AreaAverage}. Findings share images and patients, and
 * some are known for some images only: what each unit contributes to all findings together says how
 * much they go up and down with each other. A resample of the units would say the same, but lacks
 * rare findings, and then has no mean.
 */
public final class FindingsMean {
  private final FindingSet set;
  private final ResamplingPlan plan;

  public FindingsMean(FindingSet set, ResamplingPlan plan) {
    this.set = set;
    this.plan = plan;
  }

  /**
   * @param metric AUROC or average precision
   * @param findings at least one, for each of which the metric is defined
   * @param seeds the scores of every training seed
   * @param ofSeeds the mean over findings of each seed
   */
  public IntervalEstimate of(
      Metric metric, int[] findings, List<FindingScores> seeds, double[] ofSeeds) {
    List<AreaTerm> terms = new ArrayList<>();
    for (int finding : findings) {
      FindingSet.Known known = set.known(finding);
      if (known.set().units(plan.unit()).count() < 2) {
        return new None(set.findings().get(finding) + " " + UnitsNeeded.oneUnit(plan));
      }
      List<Scores> scores = seeds.stream().map(of -> of.of(finding, known)).toList();
      terms.add(onAllUnits(new RankAreas(known.set(), plan, scores).ofPositive(metric), known));
    }
    double[] weight = new double[findings.length];
    Arrays.fill(weight, 1.0 / findings.length);
    double point = Arrays.stream(ofSeeds).average().orElseThrow();
    Binomial.Bounds bounds =
        Mover.overSeeds(point, AreaAverage.bounds(weight, terms), ofSeeds, plan.confidence());
    return new Interval(
        Math.max(0, bounds.lower()),
        Math.min(1, bounds.upper()),
        plan.confidence(),
        metric == Metric.AVERAGE_PRECISION_POSITIVE ? Method.PRECISION_LOGIT : Method.AREA_SCORE,
        plan.unit(),
        seeds.size() > 1,
        0,
        0,
        0,
        plan.unit() == ResamplingUnit.IMAGE && set.groups().count() < set.rows()
            ? List.of("assumes independent images, but groups have several")
            : List.of());
  }

  private AreaTerm onAllUnits(AreaTerm term, FindingSet.Known known) {
    int[] numbers = set.unitsOfSet(known, plan.unit());
    double[][] influences = new double[term.influences().length][set.units(plan.unit()).count()];
    for (int s = 0; s < influences.length; s++) {
      for (int unit = 0; unit < numbers.length; unit++) {
        influences[s][numbers[unit]] = term.influences()[s][unit];
      }
    }
    return new AreaTerm(term.point(), term.bounds(), influences, term.optimism());
  }
}
