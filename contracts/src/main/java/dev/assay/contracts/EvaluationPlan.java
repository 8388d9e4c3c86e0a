package dev.assay.contracts;

import java.util.List;

/**
 * How predictions become intervals.
 *
 * @param resamples B, the number of bootstrap resamples, at least 100
 * @param confidence in (0.5, 1)
 * @param unit what is resampled: whole {@code group}s (patients), or single {@code image}s
 * @param method {@code percentile}
 * @param seed of the resampling
 */
public record EvaluationPlan(
    int resamples, double confidence, String unit, String method, long seed) {
  public static final List<String> UNITS = List.of("group", "image");
  public static final List<String> METHODS = List.of("percentile");

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
  }

  public static EvaluationPlan standard() {
    return new EvaluationPlan(10_000, 0.95, "group", "percentile", 1);
  }
}
