// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.metrics.AreaWeights;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.roc.CorrelatedAreas;
import dev.assay.statistics.roc.PrecisionRecallArea;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import dev.assay.statistics.testset.Units;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The intervals of the metrics of ranks of one cell: of each class against the rest {@link
 * AreaScore} and {@link AveragePrecisionLogit}, and of their averages {@link Mover}, widened where
 * the areas of classes go up and down together. With several seeds, points and variances are means
 * over them: one model as good as a typical seed.
 */
final class RankAreas {
  private final LabelledSet set;
  private final ResamplingPlan plan;
  private final Units units;
  private final List<Scores> seeds;
  private final int[] groupOfRow;
  private final Map<Integer, RocArea> rocAreas = new HashMap<>();
  private final Map<Integer, AreaTerm> precision = new HashMap<>();

  RankAreas(LabelledSet set, ResamplingPlan plan, List<Scores> seeds) {
    this.set = set;
    this.plan = plan;
    this.units = set.units(plan.unit());
    this.seeds = seeds;
    groupOfRow = new int[set.rows()];
    Arrays.setAll(groupOfRow, units::of);
  }

  /**
   * @param bounds not clipped to [0, 1] if the metric is an average
   */
  record Found(Binomial.Bounds bounds, Method method) {}

  Found of(Metric metric) {
    AreaWeights weights = AreaWeights.of(metric, set);
    Method method = Method.AREA_SCORE;
    List<AreaTerm> terms = new ArrayList<>();
    List<Double> of = new ArrayList<>();
    for (int c = 0; c < set.classCount(); c++) {
      if (weights.ofRoc()[c] > 0) {
        terms.add(oneAgainstRest(c));
        of.add(weights.ofRoc()[c]);
      }
      if (weights.ofPrecision()[c] > 0) {
        terms.add(precision.computeIfAbsent(c, this::averagePrecision));
        method = Method.PRECISION_LOGIT;
        of.add(weights.ofPrecision()[c]);
      }
    }
    double[] weight = of.stream().mapToDouble(Double::doubleValue).toArray();
    return new Found(AreaAverage.bounds(weight, terms), method);
  }

  /** Of the positive class of two, as a term of an average over several sets. */
  AreaTerm ofPositive(Metric metric) {
    int positive = set.positive().orElseThrow();
    return metric == Metric.AVERAGE_PRECISION_POSITIVE
        ? averagePrecision(positive)
        : oneAgainstRest(positive);
  }

  private boolean[] positive(int c) {
    boolean[] positive = new boolean[set.rows()];
    for (int row = 0; row < positive.length; row++) {
      positive[row] = set.truth(row) == c;
    }
    return positive;
  }

  /** Of two classes, one column orders both, as for the point: that of the positive class. */
  private double[] scores(Scores of, int c) {
    int column = set.classCount() == 2 ? set.positive().orElse(1) : c;
    double[] scores = new double[of.rows()];
    Arrays.setAll(
        scores, row -> c == column ? of.probability(row, column) : -of.probability(row, column));
    return scores;
  }

  /**
   * @param influences by seed and unit
   */
  private record RocArea(AreaScore.Seen seen, AreaScore score, double[][] influences) {}

  private RocArea rocArea(int c) {
    boolean[] positive = positive(c);
    double[][] scores = seeds.stream().map(s -> scores(s, c)).toArray(double[][]::new);
    CorrelatedAreas areas = CorrelatedAreas.ofGroupedRows(positive, scores, groupOfRow);
    double[][] influences = new double[seeds.size()][];
    UnevenUnits uneven = new UnevenUnits(units, positive);
    double area = 0;
    double variance = 0;
    for (int s = 0; s < influences.length; s++) {
      influences[s] = uneven.leveraged(areas.influences(s));
      area += areas.area(s) / influences.length;
      variance += squares(influences[s]) / influences.length;
    }
    AreaScore.Seen seen =
        seen(c, uneven, Math.min(1, area), variance, ifIndependent(positive, scores));
    return new RocArea(seen, AreaScore.of(seen, plan.confidence()), influences);
  }

  private AreaTerm oneAgainstRest(int c) {
    RocArea area = rocAreas.computeIfAbsent(c, this::rocArea);
    return new AreaTerm(
        area.seen().area(),
        area.score().bounds(area.seen(), plan.confidence()),
        area.influences(),
        0);
  }

  private double ifIndependent(boolean[] positive, double[][] scores) {
    if (units.count() == set.rows()) {
      return 0;
    }
    CorrelatedAreas areas = CorrelatedAreas.ofIndependentRows(positive, scores);
    double variance = 0;
    for (int s = 0; s < scores.length; s++) {
      variance += squares(areas.influences(s)) / scores.length;
    }
    return variance;
  }

  private AreaScore.Seen seen(
      int c, UnevenUnits uneven, double area, double variance, double ifIndependent) {
    int positives = set.imagesPerClass()[c];
    return new AreaScore.Seen(
        area,
        variance,
        ifIndependent,
        positives,
        set.rows() - positives,
        uneven.worthOfRarer(),
        Math.max(
            squares(uneven.ofClass()) / positives,
            squares(uneven.ofRest()) / (set.rows() - positives)));
  }

  private AreaTerm averagePrecision(int c) {
    boolean[] positive = positive(c);
    double[][] influences = new double[seeds.size()][];
    double value = 0;
    double variance = 0;
    double optimism = 0;
    UnevenUnits uneven = new UnevenUnits(units, positive);
    for (int s = 0; s < influences.length; s++) {
      PrecisionRecallArea area =
          PrecisionRecallArea.of(positive, scores(seeds.get(s), c), groupOfRow);
      influences[s] = uneven.leveraged(area.influences());
      value += area.value() / influences.length;
      variance += squares(influences[s]) / influences.length;
      optimism += area.optimism() / influences.length;
    }
    return new AreaTerm(
        value,
        AveragePrecisionLogit.of(
            Math.min(1, value),
            variance,
            set.imagesPerClass()[c],
            uneven.worthOfClass(),
            designEffect(c),
            plan.confidence()),
        influences,
        optimism);
  }

  /** That of the area under the ROC curve of the same class; 1 where there are no others. */
  private double designEffect(int c) {
    return units.count() == set.rows() || set.imagesPerClass()[c] == set.rows()
        ? 1
        : rocAreas.computeIfAbsent(c, this::rocArea).score().designEffect();
  }

  private static double squares(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value * value;
    }
    return sum;
  }
}
