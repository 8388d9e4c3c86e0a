package dev.assay.statistics;

/**
 * How a test set is resampled. Two models resampled under equal plans on the same set meet the same
 * resamples: their differences are paired.
 *
 * @param resamples B, at least 100
 * @param confidence in (0.5, 1)
 * @param seed of the resampling; the same seed gives the same interval on every machine
 */
public record ResamplingPlan(int resamples, double confidence, Unit unit, long seed) {
  /** What is drawn. */
  public enum Unit {
    /** Whole groups (patients, lesions), each with all its images. */
    GROUP,
    /** Single images; right only if no two are of one patient. */
    IMAGE
  }

  public ResamplingPlan {
    if (resamples < 100) {
      throw new IllegalArgumentException("resamples must be at least 100, not " + resamples);
    }
    if (!(confidence > 0.5 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be in (0.5, 1), not " + confidence);
    }
  }
}
