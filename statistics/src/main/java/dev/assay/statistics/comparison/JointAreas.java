// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.random.CounterRandom;
import dev.assay.statistics.random.GammaDraw;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * How many independent tests the contrasts of all findings are worth together. A resample of units
 * weighs what each unit contributes to every area by a standard normal number (the multiplier
 * bootstrap of maxima: V. Chernozhukov, D. Chetverikov and K. Kato, Ann. Stat. 41 (2013)
 * 2786-2819), the same for all findings and models. So it is defined however rare a finding is,
 * where one that draws units with replacement has no area without a positive.
 *
 * <p>In such resamples each contrast alone is standard normal. With q the 1 - alpha quantile of the
 * largest of them, they are worth P(largest beyond q) / P(one beyond q) tests, as {@link
 * DifferenceFamily#effectiveTests} counts them.
 */
final class JointAreas {
  private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

  /** Resamples at once: neighbours in memory, for vector loops. */
  private static final int LANES = 32;

  /** Sets these draws apart from those of other resamples of the same seed. */
  private static final long STREAM = 0x66696e64696e6773L;

  private final List<Finding> findings = new ArrayList<>();

  /**
   * One finding.
   *
   * @param influences by model, over the units of the whole set
   * @param errors of each contrast; 0 if it has no spread or cannot be tested
   */
  private record Finding(double[][] influences, double[] errors) {}

  private final List<Contrast> contrasts;
  private final int units;

  JointAreas(List<Contrast> contrasts, int units) {
    this.contrasts = contrasts;
    this.units = units;
  }

  /**
   * @param ofModels what each unit of the whole set contributes to the area, by model
   * @param testable whether each contrast is; one that is not counts as a test of its own
   */
  void add(double[][] ofModels, IntPredicate testable) {
    double[] errors = errors(ofModels);
    for (int k = 0; k < errors.length; k++) {
      errors[k] = testable.test(k) ? errors[k] : 0;
    }
    findings.add(new Finding(ofModels, errors));
  }

  /**
   * @return from 1 to the number of contrasts of all findings
   */
  double effectiveTests(double alpha, int resamples, long seed) {
    int all = findings.size() * contrasts.size();
    int spread =
        (int)
            findings.stream()
                .flatMapToDouble(finding -> Arrays.stream(finding.errors()))
                .filter(error -> error > 0)
                .count();
    if (spread < 2) {
      return all;
    }
    double[] largest = new double[resamples];
    IntStream.range(0, (resamples + LANES - 1) / LANES)
        .parallel()
        .forEach(tile -> fill(tile * LANES, seed, largest));
    double quantile =
        ResampledDifferences.quantile(ResampledDifferences.sorted(largest), 1 - alpha);
    double beyond = Arrays.stream(largest).filter(t -> t >= quantile).count();
    double effective = beyond / resamples / (2 * NORMAL.survivalProbability(quantile));
    return Math.min(all, Math.max(1, effective) + all - spread);
  }

  private double[] errors(double[][] ofModels) {
    double[] errors = new double[contrasts.size()];
    for (int k = 0; k < errors.length; k++) {
      double squares = 0;
      for (int unit = 0; unit < units; unit++) {
        int u = unit;
        double of = contrasts.get(k).of(model -> ofModels[model][u]);
        squares += of * of;
      }
      double error = Math.sqrt(squares);
      errors[k] = error > ResampledDifferences.ROUNDING ? error : 0;
    }
    return errors;
  }

  private void fill(int first, long seed, double[] largest) {
    int lanes = Math.min(LANES, largest.length - first);
    double[] weights = new double[units * LANES];
    for (int lane = 0; lane < lanes; lane++) {
      GammaDraw draw = new GammaDraw(new CounterRandom(seed, STREAM + first + lane));
      for (int unit = 0; unit < units; unit++) {
        weights[unit * LANES + lane] = draw.normal();
      }
    }
    for (Finding finding : findings) {
      double[][] ofModels = finding.influences();
      double[] errors = finding.errors();
      double[][] sums = new double[ofModels.length][];
      for (int m = 0; m < sums.length; m++) {
        sums[m] = weighted(ofModels[m], weights);
      }
      for (int k = 0; k < contrasts.size(); k++) {
        if (errors[k] == 0) {
          continue;
        }
        for (int lane = 0; lane < lanes; lane++) {
          int b = lane;
          double t = Math.abs(contrasts.get(k).of(m -> sums[m][b])) / errors[k];
          largest[first + lane] = Math.max(largest[first + lane], t);
        }
      }
    }
  }

  private double[] weighted(double[] influences, double[] weights) {
    double[] sums = new double[LANES];
    for (int unit = 0; unit < units; unit++) {
      double influence = influences[unit];
      for (int lane = 0; influence != 0 && lane < LANES; lane++) {
        sums[lane] += influence * weights[unit * LANES + lane];
      }
    }
    return sums;
  }
}
