// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import static dev.assay.statistics.comparison.ResampledDifferences.ROUNDING;

import dev.assay.statistics.resampling.Replicates;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * A family of contrasts of models that were resampled together, on one metric. {@link MaxT} adjusts
 * over the family. A resample that leaves the metric undefined for any model of the family is
 * dropped for all.
 */
public final class DifferenceFamily {
  private final ResampledDifferences differences;

  /** G; infinite to treat standard errors as known. */
  private final double units;

  /**
   * Treats the standard errors as known, as other programs do.
   *
   * @param pointOfModel the metric of each model on the whole set
   * @param ofModel its resamples, from one plan on one set
   */
  public DifferenceFamily(
      List<Contrast> contrasts, double[] pointOfModel, List<Replicates> ofModel) {
    this(contrasts, pointOfModel, ofModel, Double.POSITIVE_INFINITY);
  }

  /**
   * @param units number of units that were resampled
   */
  public DifferenceFamily(
      List<Contrast> contrasts, double[] pointOfModel, List<Replicates> ofModel, double units) {
    this.differences = new ResampledDifferences(contrasts, pointOfModel, ofModel);
    this.units = units;
  }

  /** Share of the resamples that left the metric undefined for a model, in [0, 1]. */
  public double droppedShare() {
    return (double) differences.dropped() / (differences.dropped() + differences.resamples());
  }

  /**
   * @param confidence of the intervals, in (0, 1)
   * @return in the order of the contrasts
   * @throws IllegalStateException if every resample was dropped
   */
  public List<Difference> differences(double confidence) {
    if (differences.resamples() == 0) {
      throw new IllegalStateException("no resample in which the metric is defined for all models");
    }
    MaxT maxT = new MaxT(differences, units);
    double critical = maxT.criticalValue(confidence);
    double[] stepDown = maxT.pStepDown();
    List<Difference> all = new ArrayList<>();
    for (int k = 0; k < differences.count(); k++) {
      double point = differences.point(k);
      boolean spread = differences.hasSpread(k);
      double half = spread ? critical * differences.error(k) : 0;
      // A difference without spread is 0 beyond doubt, or cannot be tested.
      @Nullable Double flat = Math.abs(point) <= ROUNDING ? 1.0 : null;
      all.add(
          new Difference(
              differences.contrast(k),
              point,
              differences.error(k),
              differences.percentile(k, (1 - confidence) / 2),
              new Difference.Ends(point - half, point + half),
              spread ? Double.valueOf(differences.percentileP(k)) : flat,
              spread ? Double.valueOf(maxT.pAlone(k)) : flat,
              spread ? Double.valueOf(maxT.pSingleStep(k)) : flat,
              spread ? Double.valueOf(stepDown[k]) : flat));
    }
    return all;
  }

  /**
   * How many standard errors the simultaneous intervals reach to either side; 0 where no contrast
   * has spread, infinite where there are too few units for so many contrasts.
   */
  public double criticalValue(double confidence) {
    return new MaxT(differences, units).criticalValue(confidence);
  }

  /**
   * How many independent tests the contrasts are worth: how often the largest statistic of a
   * resample is beyond its quantile, over how often one contrast's is. Multiplied with a p of any
   * single test it adjusts for the family as max-T does, whatever the test. A contrast without
   * spread counts as a test of its own.
   *
   * @param alpha of the family
   * @return from 1 to the number of contrasts
   */
  public double effectiveTests(double alpha) {
    return differences.resamples() == 0
        ? differences.count()
        : new MaxT(differences, units).effectiveTests(alpha);
  }

  /**
   * Each contrast against a margin, by resamples alone, as other programs do. Without spread that
   * is no evidence; tables have the margins of {@link PairedInference}.
   *
   * @param alpha level of each one-sided test
   */
  public List<Margin> against(double margin, double alpha) {
    if (!(margin > 0)) {
      throw new IllegalArgumentException("a margin must be above 0, not " + margin);
    }
    List<Margin> tests = new ArrayList<>();
    double[] resampled = new double[differences.resamples()];
    for (int k = 0; k < differences.count(); k++) {
      int below = 0;
      int above = 0;
      for (double d : differences.resampled(k, resampled)) {
        below += d <= -margin + ROUNDING ? 1 : 0;
        above += d >= margin - ROUNDING ? 1 : 0;
      }
      double first = (1.0 + below) / (differences.resamples() + 1);
      double second = (1.0 + above) / (differences.resamples() + 1);
      tests.add(
          new Margin(
              margin,
              first,
              second,
              Math.max(first, second),
              wald(Math.abs(differences.point(k)) - margin, differences.error(k)),
              differences.percentile(k, alpha),
              1 - 2 * alpha));
    }
    return tests;
  }

  private static double wald(double excess, double error) {
    if (error == 0) {
      return excess < 0 ? 0 : 1;
    }
    return NormalDistribution.of(0, 1).cumulativeProbability(excess / error);
  }
}
