// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.intervals.Binomial;
import dev.assay.statistics.intervals.EffectiveImages;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.Scores;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Limits of a difference of two precisions of a class (PPV, NPV) on the same images. They enclose
 * Student's t over units, {@link DeltaLimits}, and the recovery of variances (G. Y. Zou and A.
 * Donner, Stat. Med. 27 (2008) 1693-1702) from Wilson's interval of each: a share near 1 can be
 * much smaller, but not much larger, and t alone, which does not know that, declares a lower NPV
 * not inferior too often.
 *
 * @param byUnits Student's t
 * @param correlation of the two, in [-1, 1]
 */
record PrecisionLimits(DeltaLimits byUnits, Share first, Share second, double correlation)
    implements PairedInference.Limits {

  /**
   * The decisions for a class, means over the seeds.
   *
   * @param right of each unit
   * @param decided of each unit
   */
  record Share(double[] right, double[] decided) {
    private double value() {
      return sum(right) / sum(decided);
    }

    private Difference.Ends wilson(double alpha) {
      // a tail of 1e-15 has no confidence below 1 without this
      double confidence = Math.min(1 - 1e-15, Math.max(1e-15, 1 - alpha));
      Binomial.Bounds bounds =
          Binomial.WILSON.of(
              Math.min(1, value()), EffectiveImages.of(right, decided, confidence), confidence);
      return new Difference.Ends(bounds.lower(), bounds.upper());
    }

    private static double sum(double[] ofUnit) {
      double sum = 0;
      for (double value : ofUnit) {
        sum += value;
      }
      return sum;
    }
  }

  /**
   * @return those by units, if the metric is no precision of one class, or if a model does not
   *     decide for it
   */
  static PairedInference.Limits of(
      PairedSetting setting, Metric metric, Contrast contrast, DeltaLimits byUnits) {
    if (!contrast.isPair() || metric.classOfPrecision(setting.set.positive()).isEmpty()) {
      return byUnits;
    }
    int c = metric.classOfPrecision(setting.set.positive()).getAsInt();
    int a = contrast.first().getFirst();
    int b = contrast.second().getFirst();
    @Nullable UnitInfluence ofFirst = setting.influences(metric).get(a);
    @Nullable UnitInfluence ofSecond = setting.influences(metric).get(b);
    Share first = share(setting, a, c);
    Share second = share(setting, b, c);
    if (ofFirst == null
        || ofSecond == null
        || Share.sum(first.decided) == 0
        || Share.sum(second.decided) == 0) {
      return byUnits;
    }
    double scale = Math.sqrt(product(ofFirst, ofFirst) * product(ofSecond, ofSecond));
    double correlation = scale > 0 ? product(ofFirst, ofSecond) / scale : 0;
    return new PrecisionLimits(byUnits, first, second, Math.max(-1, Math.min(1, correlation)));
  }

  private static double product(UnitInfluence a, UnitInfluence b) {
    double sum = 0;
    for (int unit = 0; unit < a.ofUnit().length; unit++) {
      sum += a.ofUnit()[unit] * b.ofUnit()[unit];
    }
    return sum;
  }

  private static Share share(PairedSetting setting, int cell, int c) {
    List<Scores> seeds = setting.scores(cell);
    double[] right = new double[setting.units.count()];
    double[] decided = new double[setting.units.count()];
    for (Scores scores : seeds) {
      for (int row = 0; row < setting.set.rows(); row++) {
        if (scores.predicted(row) == c) {
          int unit = setting.units.of(row);
          decided[unit] += 1.0 / seeds.size();
          right[unit] += setting.set.truth(row) == c ? 1.0 / seeds.size() : 0;
        }
      }
    }
    return new Share(right, decided);
  }

  @Override
  public Difference.Ends at(double alpha) {
    Difference.Ends units = byUnits.at(alpha);
    Difference.Ends recovered =
        RecoveredLimits.hull(
            first.value(),
            first.wilson(alpha),
            second.value(),
            second.wilson(alpha),
            correlation,
            0);
    return new Difference.Ends(
        Math.min(units.lower(), recovered.lower()), Math.max(units.upper(), recovered.upper()));
  }
}
