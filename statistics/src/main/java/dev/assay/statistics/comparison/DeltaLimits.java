// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * Limits of a difference by Student's t, whose variance is a sum of parts that are each estimated
 * from few values: of the units of each class, of the mix of the classes, of the seeds of each
 * cell. The degrees of freedom are those of F. E. Satterthwaite, Biometrics Bull. 2 (1946) 110-114.
 *
 * <p>Where few units distinguish the models, that they are few is itself uncertain. So the variance
 * has one more unit of each class that is decided otherwise and was not seen; where none
 * distinguishes them, up to -ln(alpha / 2) units may have been missed, which is the limit of the
 * exact binomial bound.
 *
 * @param difference first minus second
 * @param variance estimated
 * @param degreesOfFreedom at least 1; infinite for a known variance
 * @param unseen sum of the squares of what one more unit of each class could change
 * @param most that a difference in the metric can be; infinite for losses
 */
record DeltaLimits(
    double difference, double variance, double degreesOfFreedom, double unseen, double most)
    implements PairedInference.Limits {

  /** A part of a variance, and from how many values less one it is estimated. */
  record Part(double variance, double degreesOfFreedom) {}

  static DeltaLimits of(double difference, List<Part> parts, double unseen, double most) {
    double sum = 0;
    double squares = 0;
    for (Part part : parts) {
      sum += part.variance;
      squares += part.variance * part.variance / Math.max(part.degreesOfFreedom, 1e-9);
    }
    return new DeltaLimits(
        difference, sum, squares > 0 ? Math.max(1, sum * sum / squares) : 1, unseen, most);
  }

  /**
   * The parts of the variance of a sum over units of a set whose classes were drawn as well.
   *
   * @param ofUnit influence of each unit
   * @param classOfUnit one class of each unit
   */
  static List<Part> parts(double[] ofUnit, int[] classOfUnit, int classes) {
    int[] count = new int[classes];
    double[] mean = new double[classes];
    for (int unit = 0; unit < ofUnit.length; unit++) {
      count[classOfUnit[unit]]++;
      mean[classOfUnit[unit]] += ofUnit[unit];
    }
    double between = 0;
    for (int c = 0; c < classes; c++) {
      mean[c] /= Math.max(1, count[c]);
      between += count[c] * mean[c] * mean[c];
    }
    double[] within = new double[classes];
    for (int unit = 0; unit < ofUnit.length; unit++) {
      double off = ofUnit[unit] - mean[classOfUnit[unit]];
      within[classOfUnit[unit]] += off * off;
    }
    List<Part> parts = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      if (count[c] > 1) {
        parts.add(new Part(within[c] * count[c] / (count[c] - 1.0), count[c] - 1.0));
      }
    }
    double units = ofUnit.length;
    parts.add(new Part(between * units / (units - 1), units - 1));
    return parts;
  }

  boolean hasSpread() {
    return variance + unseen > 0;
  }

  @Override
  public double above(double bound) {
    return tail(difference - bound);
  }

  @Override
  public double below(double bound) {
    return tail(bound - difference);
  }

  private double tail(double distance) {
    if (variance <= 0) {
      return Math.min(0.5, Math.exp(-distance / Math.sqrt(unseen)));
    }
    double t = distance / Math.sqrt(variance + unseen);
    return Double.isInfinite(degreesOfFreedom)
        ? NormalDistribution.of(0, 1).survivalProbability(t)
        : TDistribution.of(degreesOfFreedom).survivalProbability(t);
  }

  @Override
  public Difference.Ends at(double alpha) {
    double half;
    if (variance > 0) {
      double quantile =
          Double.isInfinite(degreesOfFreedom)
              ? NormalDistribution.of(0, 1).inverseSurvivalProbability(alpha / 2)
              : TDistribution.of(degreesOfFreedom).inverseSurvivalProbability(alpha / 2);
      half = quantile * Math.sqrt(variance + unseen);
    } else {
      half = -Math.log(alpha / 2) * Math.sqrt(unseen);
    }
    return new Difference.Ends(
        Math.max(-most, difference - half), Math.min(most, difference + half));
  }
}
