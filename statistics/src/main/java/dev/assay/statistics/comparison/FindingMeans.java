// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.comparison.PairedInference.PValue;
import dev.assay.statistics.comparison.PairedInferences.Found;
import dev.assay.statistics.intervals.IntervalEstimate.Method;
import dev.assay.statistics.testset.Seeds;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The differences of means over findings, by Student's t over units: each unit contributes to all
 * findings together, so that what findings have in common counts. The degrees of freedom are at
 * most those of F. E. Satterthwaite, Biometrics Bull. 2 (1946) 110-114, for a sum of the variances
 * of the findings, each known from the units of its rarer class.
 */
final class FindingMeans {
  private final int units;
  private final List<OfFinding> findings = new ArrayList<>();

  /**
   * One finding.
   *
   * @param name of the finding
   * @param point of each model, by seed
   * @param influences of each model: what each unit of the whole set contributes to the area
   * @param unitsOfRarer units of the rarer class
   */
  record OfFinding(String name, double[][] point, double[][] influences, int unitsOfRarer) {}

  FindingMeans(int units) {
    this.units = units;
  }

  void add(OfFinding finding) {
    findings.add(finding);
  }

  /** The mean over findings of each seed of a model. */
  private double[] ofSeeds(int model) {
    double[] means = new double[findings.getFirst().point()[model].length];
    for (OfFinding finding : findings) {
      for (int s = 0; s < means.length; s++) {
        means[s] += finding.point()[model][s] / findings.size();
      }
    }
    return means;
  }

  /** The mean over findings and seeds of each model. */
  double[] points() {
    return IntStream.range(0, findings.getFirst().point().length)
        .mapToDouble(model -> mean(ofSeeds(model)))
        .toArray();
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value / values.length;
    }
    return sum;
  }

  /** What each unit contributes to the mean over findings, by model. */
  double[][] influences() {
    double[][] sums = new double[findings.getFirst().influences().length][units];
    for (OfFinding finding : findings) {
      for (int m = 0; m < sums.length; m++) {
        for (int unit = 0; unit < units; unit++) {
          sums[m][unit] += finding.influences()[m][unit] / findings.size();
        }
      }
    }
    return sums;
  }

  Found of(Contrast contrast) {
    for (OfFinding finding : findings) {
      if (finding.unitsOfRarer() < 2) {
        return new Found.Untestable(
            "of %s one class has only one unit: its spread is unknown".formatted(finding.name()),
            null);
      }
    }
    double[] points = points();
    double difference = contrast.of(m -> points[m]);
    double[] ofAll = new double[units];
    double[] ofFinding = new double[findings.size()];
    for (int f = 0; f < ofFinding.length; f++) {
      double[][] influences = findings.get(f).influences();
      for (int unit = 0; unit < units; unit++) {
        int u = unit;
        double part = contrast.of(m -> influences[m][u]) / findings.size();
        ofFinding[f] += part * part;
        ofAll[unit] += part;
      }
    }
    double joint = 0;
    double largest = 0;
    for (double of : ofAll) {
      joint += of * of;
    }
    for (double[] ofModel : influences()) {
      for (double of : ofModel) {
        largest = Math.max(largest, Math.abs(of));
      }
    }
    List<DeltaLimits.Part> parts = new ArrayList<>();
    if (joint > 0) {
      parts.add(new DeltaLimits.Part(joint, degreesOfFreedom(ofAll, ofFinding)));
    }
    boolean seeds = addSeeds(contrast, parts);
    DeltaLimits limits = DeltaLimits.of(difference, parts, 0, 1);
    if (!limits.hasSpread() && Math.abs(difference) <= ResampledDifferences.ROUNDING) {
      // nothing shows how units differ that were not seen: as much as the one that counts most
      limits = new DeltaLimits(0, 0, 1, largest * largest, 1);
    }
    if (!limits.hasSpread()) {
      return new Found.Untestable("the difference has no spread", null);
    }
    DeltaLimits known = limits;
    return new Found.Tested(
        new PairedInference(
            seeds ? "t over units and seeds (Satterthwaite)" : "t over units (Satterthwaite)",
            Method.DELTA_T,
            difference,
            Math.sqrt(known.variance()),
            new PValue(() -> PairedInference.p(difference, known)),
            known,
            null,
            List.of()));
  }

  /**
   * Satterthwaite's over findings, or fewer: as many units as would give the same variance if each
   * of them contributed alike, less one. Models that order nearly all images alike differ by a few
   * units, from which little is known.
   */
  private double degreesOfFreedom(double[] ofUnits, double[] ofFinding) {
    double sum = 0;
    double squares = 0;
    for (int f = 0; f < ofFinding.length; f++) {
      sum += ofFinding[f];
      squares += ofFinding[f] * ofFinding[f] / (findings.get(f).unitsOfRarer() - 1.0);
    }
    double second = 0;
    double fourth = 0;
    for (double of : ofUnits) {
      second += of * of;
      fourth += of * of * of * of;
    }
    return Math.max(1, Math.min(sum * sum / squares, second * second / fourth - 1));
  }

  /** The variance of each model's mean over its seeds; whether there is any. */
  private boolean addSeeds(Contrast contrast, List<DeltaLimits.Part> parts) {
    boolean some = false;
    for (List<Integer> side : List.of(contrast.first(), contrast.second())) {
      for (int model : side) {
        double[] values = ofSeeds(model);
        if (values.length > 1) {
          double sd = Seeds.standardDeviation(values);
          parts.add(
              new DeltaLimits.Part(
                  sd * sd / values.length / ((double) side.size() * side.size()),
                  values.length - 1.0));
          some = true;
        }
      }
    }
    return some;
  }
}
