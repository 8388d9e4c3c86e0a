// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.decisions;

import dev.assay.statistics.intervals.Binomial;
import dev.assay.statistics.intervals.ConfusionDraws;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.intervals.Intervals;
import dev.assay.statistics.intervals.Mover;
import dev.assay.statistics.intervals.UnitsNeeded;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Tally;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Values of a binary decision that need more than the test set: a prevalence, or the price of a
 * false alarm.
 */
public sealed interface ClinicalMetric {

  /**
   * The positive predictive value where the disease is this frequent: se pi / (se pi + (1 - sp) (1
   * - pi)), by Bayes. The share of positives in a test set is rarely that in the clinic.
   *
   * @param prevalence pi, in (0, 1)
   */
  record PositivePredictiveValue(double prevalence) implements ClinicalMetric {
    public PositivePredictiveValue {
      ClinicalMetric.check("prevalence", prevalence);
    }

    @Override
    public String key() {
      return String.format(Locale.ROOT, "ppv_at_prevalence_%s", prevalence);
    }

    @Override
    public double of(double sensitivity, double specificity, double share) {
      double right = sensitivity * prevalence;
      return right / (right + (1 - specificity) * (1 - prevalence));
    }
  }

  /**
   * The same of a negative decision: sp (1 - pi) / (sp (1 - pi) + (1 - se) pi).
   *
   * @param prevalence pi, in (0, 1)
   */
  record NegativePredictiveValue(double prevalence) implements ClinicalMetric {
    public NegativePredictiveValue {
      ClinicalMetric.check("prevalence", prevalence);
    }

    @Override
    public String key() {
      return String.format(Locale.ROOT, "npv_at_prevalence_%s", prevalence);
    }

    @Override
    public double of(double sensitivity, double specificity, double share) {
      double right = specificity * (1 - prevalence);
      return right / (right + (1 - sensitivity) * prevalence);
    }
  }

  /**
   * TP/n - FP/n x t/(1 - t): A. J. Vickers and E. B. Elkin, Med. Decis. Making 26 (2006) 565-574.
   * The decisions must be those of the {@link Threshold} t.
   *
   * @param threshold t, in (0, 1): a positive is worth (1 - t)/t false alarms
   */
  record NetBenefit(double threshold) implements ClinicalMetric {
    public NetBenefit {
      ClinicalMetric.check("threshold", threshold);
    }

    @Override
    public String key() {
      return String.format(Locale.ROOT, "net_benefit_at_%s", threshold);
    }

    @Override
    public double of(double sensitivity, double specificity, double share) {
      return sensitivity * share - (1 - specificity) * (1 - share) * threshold / (1 - threshold);
    }

    /** All images are false alarms. */
    @Override
    public double least() {
      return -threshold / (1 - threshold);
    }
  }

  private static void check(String what, double value) {
    if (!(value > 0 && value < 1)) {
      throw new IllegalArgumentException(what + " must be in (0, 1), not " + value);
    }
  }

  /** The name in files and tables. */
  String key();

  /**
   * @param share of positives in the test set
   * @return NaN where it is not defined: no decision of that kind
   */
  double of(double sensitivity, double specificity, double share);

  /** The least that it can be: 0 for a share. */
  default double least() {
    return 0;
  }

  /** On the whole set, or why there is none. */
  default Estimate of(LabelledSet set, Scores decided) {
    if (set.positive().isEmpty()) {
      return new Estimate.Undefined("no positive class is declared");
    }
    Tally tally = Tally.ofAll(set, decided);
    if (!tally.everyClassOccurs()) {
      return new Estimate.Undefined(
          "no image of class " + String.join(", ", tally.absentClasses()));
    }
    double value = raw(tally);
    return Double.isNaN(value)
        ? new Estimate.Undefined("no image is decided that way")
        : new Estimate.Value(value, List.of());
  }

  private double raw(Tally tally) {
    int positive = tally.positive().orElseThrow();
    return tally.everyClassOccurs()
        ? of(
            tally.recall(positive),
            tally.specificity(positive),
            tally.truth(positive) / tally.total())
        : Double.NaN;
  }

  /**
   * The threshold and the prevalence are taken as known. By {@link ConfusionDraws} and {@link
   * Mover} if the plan's method is per metric, else percentiles over the plan's units.
   */
  default IntervalEstimate interval(LabelledSet set, Scores decided, ResamplingPlan plan) {
    return interval(set, List.of(decided), plan);
  }

  /** The same for the mean over the seeds of a cell, in the same resamples. */
  default IntervalEstimate interval(LabelledSet set, List<Scores> seeds, ResamplingPlan plan) {
    if (plan.method() == ResamplingPlan.Method.PER_METRIC) {
      return drawn(set, seeds, plan);
    }
    double[] means = new double[plan.resamples()];
    Bootstrap bootstrap = Bootstrap.of(set, plan);
    for (Scores decided : seeds) {
      if (of(set, decided) instanceof Estimate.Undefined undefined) {
        return new None(undefined.reason());
      }
      Replicates ofSeed = bootstrap.distribution(this::raw, decided);
      for (int b = 0; b < means.length; b++) {
        means[b] += ofSeed.value(b) / seeds.size();
      }
    }
    Replicates replicates = new Replicates(means);
    if (replicates.droppedShare() > Intervals.MOST_DROPPED) {
      return new None("too many resamples without a decision of that kind");
    }
    if (replicates.withoutSpread()) {
      return new None("all resamples give the same value");
    }
    double tail = (1 - plan.confidence()) / 2;
    return new Interval(
        replicates.quantile(tail),
        replicates.quantile(1 - tail),
        plan.confidence(),
        Method.PERCENTILE,
        plan.unit(),
        false,
        plan.resamples(),
        replicates.droppedShare(),
        replicates.standardError(),
        List.of());
  }

  private IntervalEstimate drawn(LabelledSet set, List<Scores> seeds, ResamplingPlan plan) {
    double[] values = new double[seeds.size()];
    for (int s = 0; s < values.length; s++) {
      switch (of(set, seeds.get(s))) {
        case Estimate.Undefined undefined -> {
          return new None(undefined.reason());
        }
        case Estimate.Value value -> values[s] = value.value();
      }
    }
    if (set.units(plan.unit()).count() < 2) {
      return new None(UnitsNeeded.oneUnit(plan));
    }
    double point = Arrays.stream(values).average().orElseThrow();
    Replicates draws = new ConfusionDraws(set, seeds, plan).of(List.of(this::raw)).getFirst();
    Binomial.Bounds bounds =
        Mover.overSeeds(
            point,
            ConfusionDraws.around(point, draws, plan.confidence(), least(), 1),
            values,
            plan.confidence());
    return new Interval(
        Math.max(least(), bounds.lower()),
        Math.min(1, bounds.upper()),
        plan.confidence(),
        Method.CONFUSION_DRAWS,
        plan.unit(),
        seeds.size() > 1,
        plan.resamples(),
        draws.droppedShare(),
        draws.standardError(),
        List.of());
  }
}
