// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import static dev.assay.statistics.intervals.Intervals.FEW_UNITS;
import static dev.assay.statistics.intervals.Intervals.MOST_DROPPED;

import dev.assay.statistics.intervals.IntervalEstimate.Interval;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.intervals.IntervalEstimate.None;
import dev.assay.statistics.resampling.Jackknife;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The forms that the interval of a cell can have, each with its cautions.
 *
 * @param units that are drawn
 * @param seeds of the cell
 */
record IntervalForms(
    LabelledSet set, ResamplingPlan plan, int units, int seeds, boolean seedsResampled) {

  static String unitName(ResamplingPlan plan) {
    return plan.unit().name().toLowerCase(Locale.ROOT);
  }

  boolean imagesAreIndependent() {
    return set.groups().count() == set.rows();
  }

  IntervalEstimate percentile(Replicates replicates, Method method) {
    double tail = (1 - plan.confidence()) / 2;
    return interval(
        replicates.quantile(tail), replicates.quantile(1 - tail), method, replicates, cautions());
  }

  IntervalEstimate bca(double point, Replicates replicates, Jackknife jackknife) {
    if (replicates.droppedShare() > MOST_DROPPED) {
      return new None("BCa: too many resamples lack a class");
    }
    if (seedsResampled) {
      return new None("BCa: not defined for resampled seeds; ask for percentiles");
    }
    return switch (Bca.MID_TIES.of(replicates, point, jackknife, plan.confidence())) {
      case Bca.Result.Undefined undefined -> new None(undefined.reason());
      case Bca.Result.Ends ends ->
          interval(ends.lower(), ends.upper(), Method.BCA, replicates, cautions());
    };
  }

  /**
   * @param error standard error of the point, above 0
   * @param replicates for the record of what was resampled; the ends do not depend on them
   */
  IntervalEstimate logit(double point, double error, Replicates replicates) {
    Binomial.Bounds bounds = LogitT.of(point, error, units, plan.confidence());
    List<String> cautions = cautions();
    cautions.removeIf(caution -> caution.startsWith("only"));
    return interval(bounds.lower(), bounds.upper(), Method.LOGIT_T, replicates, cautions);
  }

  /**
   * @param why it is used instead of the bootstrap, for the reader of the table
   */
  IntervalEstimate wilson(double share, String why) {
    Binomial.Bounds bounds = Binomial.WILSON.of(share, units, plan.confidence());
    return new Interval(
        bounds.lower(),
        bounds.upper(),
        plan.confidence(),
        Method.WILSON,
        plan.unit(),
        false,
        0,
        0,
        0,
        List.of(why));
  }

  private Interval interval(
      double lower, double upper, Method method, Replicates replicates, List<String> cautions) {
    return new Interval(
        lower,
        upper,
        plan.confidence(),
        method,
        plan.unit(),
        seedsResampled,
        plan.resamples(),
        replicates.droppedShare(),
        replicates.standardError(),
        cautions);
  }

  private List<String> cautions() {
    List<String> cautions = new ArrayList<>();
    if (units < FEW_UNITS) {
      cautions.add("only " + units + " " + unitName(plan) + "s: the interval is likely too narrow");
    }
    if (plan.unit() == ResamplingUnit.IMAGE && !imagesAreIndependent()) {
      cautions.add("assumes independent images, but groups have several");
    }
    if (seeds > 1 && !seedsResampled) {
      cautions.add(
          "spread of the test set only: "
              + seeds
              + " seeds are too few to be resampled; their standard deviation is given separately");
    }
    return cautions;
  }
}
