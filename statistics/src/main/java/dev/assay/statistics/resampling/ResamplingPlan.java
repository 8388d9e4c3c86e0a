// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.resampling;

import dev.assay.statistics.testset.ResamplingUnit;

/**
 * How a test set is resampled. Two models that are resampled under equal plans on the same set have
 * the same resamples: their differences are paired.
 *
 * @param resamples B, at least 100
 * @param confidence in (0.5, 1)
 * @param seed of the resampling; the same seed gives the same interval on every machine
 * @param scheme how the weights of a resample are drawn
 * @param method how a distribution of resamples becomes an interval
 * @param stratified whether units are drawn within each class, so that every resample has as many
 *     of it as the set; with the multinomial scheme only
 */
public record ResamplingPlan(
    int resamples,
    double confidence,
    ResamplingUnit unit,
    long seed,
    Scheme scheme,
    Method method,
    boolean stratified) {
  /** What an interval is made of. */
  public enum Method {
    /** Percentiles of the bootstrap, and another form where they are known to fail. */
    PERCENTILE,
    BCA,
    /**
     * The form that suits the metric: joint draws of the confusion matrix, the score interval of an
     * area, the logit of an average precision; percentiles of losses.
     */
    PER_METRIC
  }

  /** How often a unit counts in a resample. */
  public sealed interface Scheme {
    /** As many units are drawn as there are: n is fixed. */
    record Multinomial() implements Scheme {}

    /**
     * Every unit counts Poisson(1) times, independently of all others, so that a set can grow and
     * the weights of earlier units stay as they were.
     *
     * @param lineage name of the data set that stays the same while it grows
     */
    record Poisson(String lineage) implements Scheme {}
  }

  public ResamplingPlan {
    if (resamples < 100) {
      throw new IllegalArgumentException("resamples must be at least 100, not " + resamples);
    }
    if (!(confidence > 0.5 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0.5, 1), not " + confidence);
    }
    if (scheme instanceof Scheme.Poisson && (stratified || unit == ResamplingUnit.IMAGE)) {
      throw new IllegalArgumentException(
          "the poisson scheme draws named groups without strata, not "
              + (stratified ? "within classes" : "images"));
    }
  }

  /** Percentiles of multinomial resamples. */
  public ResamplingPlan(int resamples, double confidence, ResamplingUnit unit, long seed) {
    this(resamples, confidence, unit, seed, new Scheme.Multinomial(), Method.PERCENTILE, false);
  }

  public ResamplingPlan with(Method other) {
    return new ResamplingPlan(resamples, confidence, unit, seed, scheme, other, stratified);
  }

  public ResamplingPlan with(Scheme other) {
    return new ResamplingPlan(resamples, confidence, unit, seed, other, method, stratified);
  }

  public ResamplingPlan withinClasses() {
    return new ResamplingPlan(resamples, confidence, unit, seed, scheme, method, true);
  }
}
