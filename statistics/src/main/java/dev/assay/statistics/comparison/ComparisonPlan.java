// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison tests, declared before there are numbers.
 *
 * @param primary the one metric whose contrasts are confirmatory
 * @param family the contrasts that are adjusted together
 * @param source of the adjusted p-values
 * @param decisions how accuracies are tested
 * @param margin delta in units of the metric, above 0; null if only differences are tested
 * @param resampling how the set is resampled; its confidence is that of the interval of each
 *     difference alone
 * @param interimAnalyses of the same test set before this comparison
 * @param alpha level of the tests and of the simultaneous intervals, over the family
 */
public record ComparisonPlan(
    Metric primary,
    Family family,
    AdjustedBy source,
    DecisionTest decisions,
    @Nullable Double margin,
    ResamplingPlan resampling,
    InterimAnalyses interimAnalyses,
    double alpha) {
  public ComparisonPlan {
    if (!(alpha > 0 && alpha < 0.5)) {
      throw new IllegalArgumentException("alpha must be above 0 and below 0.5, not " + alpha);
    }
    if (margin != null && !(margin > 0)) {
      throw new IllegalArgumentException("a margin must be above 0, not " + margin);
    }
    if (primary.biased()) {
      throw new IllegalArgumentException(
          primary.key() + " cannot be primary: resamples of a calibration error are biased");
    }
  }

  /** With the level 1 - confidence. */
  public ComparisonPlan(
      Metric primary,
      Family family,
      AdjustedBy source,
      DecisionTest decisions,
      @Nullable Double margin,
      ResamplingPlan resampling,
      InterimAnalyses interimAnalyses) {
    // 1 - .95 is above .05, but p = .05 rejects at .05
    this(
        primary,
        family,
        source,
        decisions,
        margin,
        resampling,
        interimAnalyses,
        Math.round((1 - resampling.confidence()) * 1e12) / 1e12);
  }

  /** Adjusted by max-T, exact tests of decisions, first analysis. */
  public static ComparisonPlan of(Metric primary, Family family, ResamplingPlan resampling) {
    return new ComparisonPlan(
        primary,
        family,
        AdjustedBy.MAX_T,
        DecisionTest.standard(),
        null,
        resampling,
        InterimAnalyses.first());
  }

  public ComparisonPlan with(AdjustedBy other) {
    return new ComparisonPlan(
        primary, family, other, decisions, margin, resampling, interimAnalyses, alpha);
  }

  public ComparisonPlan with(DecisionTest other) {
    return new ComparisonPlan(
        primary, family, source, other, margin, resampling, interimAnalyses, alpha);
  }

  public ComparisonPlan with(InterimAnalyses other) {
    return new ComparisonPlan(primary, family, source, decisions, margin, resampling, other, alpha);
  }

  public ComparisonPlan withMargin(double other) {
    return new ComparisonPlan(
        primary, family, source, decisions, other, resampling, interimAnalyses, alpha);
  }

  public ComparisonPlan withAlpha(double other) {
    return new ComparisonPlan(
        primary, family, source, decisions, margin, resampling, interimAnalyses, other);
  }
}
