// SPDX-License-Identifier: Apache-2.0
package dev.assay.contracts.evaluation;

import dev.assay.contracts.Check;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How predictions become intervals.
 *
 * @param resamples B, the number of bootstrap resamples, at least 100
 * @param confidence in (0.5, 1)
 * @param unit the resampling unit: whole {@code group}s (patients), or single {@code image}s
 * @param method {@code per-metric} (the form that suits each metric), {@code percentile}, {@code
 *     percentile-stratified} (units drawn within each class) or {@code bca}
 * @param seed of the resampling
 * @param resampling {@code poisson}: independent Poisson weights, which do not change when a data
 *     set grows; absent: multinomial weights, so that every resample has as many units as the test
 *     set
 * @param clinical which metrics of decisions about a positive class are reported; absent: none
 * @param subgroups by which attributes a metric is reported for subgroups; absent: by none
 * @param robustness on which corruptions of the test images a metric is reported; absent: on none
 */
public record EvaluationPlan(
    int resamples,
    double confidence,
    String unit,
    String method,
    long seed,
    @Nullable String resampling,
    @Nullable ClinicalPlan clinical,
    @Nullable SubgroupPlan subgroups,
    @Nullable RobustnessPlan robustness) {
  public static final List<String> UNITS = List.of("group", "image");
  public static final List<String> METHODS =
      List.of("per-metric", "percentile", "percentile-stratified", "bca");
  public static final List<String> RESAMPLINGS = List.of("multinomial", "poisson");

  public EvaluationPlan {
    Check.atLeast("evaluation.resamples", resamples, 100);
    Check.within("evaluation.confidence", confidence, 0.5, 0.9999);
    if (!UNITS.contains(unit)) {
      throw new IllegalArgumentException(
          "evaluation.unit must be one of " + UNITS + ", not '" + unit + "'");
    }
    if (!METHODS.contains(method)) {
      throw new IllegalArgumentException(
          "evaluation.method must be one of " + METHODS + ", not '" + method + "'");
    }
    if (resampling != null && !RESAMPLINGS.contains(resampling)) {
      throw new IllegalArgumentException(
          "evaluation.resampling must be one of " + RESAMPLINGS + ", not '" + resampling + "'");
    }
    // the default is left out, so that plans from before this field existed keep their key
    resampling = "multinomial".equals(resampling) ? null : resampling;
    if (resampling != null && (unit.equals("image") || method.equals("percentile-stratified"))) {
      throw new IllegalArgumentException(
          "evaluation.resampling: poisson draws whole groups, not within classes and not images");
    }
  }

  public EvaluationPlan(int resamples, double confidence, String unit, String method, long seed) {
    this(resamples, confidence, unit, method, seed, null);
  }

  /** A plan without metrics of decisions and without subgroups. */
  public EvaluationPlan(
      int resamples,
      double confidence,
      String unit,
      String method,
      long seed,
      @Nullable String resampling) {
    this(resamples, confidence, unit, method, seed, resampling, null);
  }

  /** A plan without subgroups. */
  public EvaluationPlan(
      int resamples,
      double confidence,
      String unit,
      String method,
      long seed,
      @Nullable String resampling,
      @Nullable ClinicalPlan clinical) {
    this(resamples, confidence, unit, method, seed, resampling, clinical, null);
  }

  /** A plan without corruptions. */
  public EvaluationPlan(
      int resamples,
      double confidence,
      String unit,
      String method,
      long seed,
      @Nullable String resampling,
      @Nullable ClinicalPlan clinical,
      @Nullable SubgroupPlan subgroups) {
    this(resamples, confidence, unit, method, seed, resampling, clinical, subgroups, null);
  }

  /** The same with corruptions of the test images. */
  public EvaluationPlan with(@Nullable RobustnessPlan other) {
    return new EvaluationPlan(
        resamples, confidence, unit, method, seed, resampling, clinical, subgroups, other);
  }

  public static EvaluationPlan standard() {
    return new EvaluationPlan(10_000, 0.95, "group", "per-metric", 1);
  }
}
