// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;

/**
 * An interval from a formula, given in addition to the bootstrap interval.
 *
 * @param method with its assumption, such as {@code Wilson, assuming independent images}
 * @param units number of independent images it was computed with, whole or effective
 */
public record AnalyticInterval(String method, double units, double lower, double upper) {

  /**
   * Wilson's and Clopper-Pearson's intervals of a share of images: on N / design effect if groups
   * repeat, and then also the plain ones, labelled with what they assume.
   *
   * @param share mean over the seeds
   * @param seeds the scores of every training seed; their design effects are averaged
   */
  public static List<AnalyticInterval> ofShare(
      LabelledSet set, double share, List<Scores> seeds, double confidence) {
    List<AnalyticInterval> intervals = new ArrayList<>();
    boolean repeated = set.groups().count() < set.rows();
    double effective =
        seeds.stream()
            .mapToDouble(scores -> DesignEffect.of(set, scores).effectiveImages())
            .average()
            .orElseThrow();
    for (Binomial formula : Binomial.values()) {
      if (repeated) {
        intervals.add(
            of(formula, formula.label() + ", effective images", share, effective, confidence));
      }
      intervals.add(
          of(
              formula,
              repeated ? formula.label() + ", assuming independent images" : formula.label(),
              share,
              set.rows(),
              confidence));
    }
    return intervals;
  }

  private static AnalyticInterval of(
      Binomial formula, String method, double share, double units, double confidence) {
    Binomial.Bounds bounds = formula.of(share, units, confidence);
    return new AnalyticInterval(method, units, bounds.lower(), bounds.upper());
  }
}
