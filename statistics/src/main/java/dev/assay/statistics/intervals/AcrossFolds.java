// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.FoldedSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * A metric on the images of each fold by itself. It is for metrics of ranks alone: the models of
 * two folds score on different scales, so an area under the curve of all their scores together
 * compares a positive of one model with a negative of another, and is biased, mostly downwards (A.
 * Airola et al., Comput. Stat. Data Anal. 55 (2011) 1828-1844; G. Forman and M. Scholz, SIGKDD
 * Explor. 12 (2010) 49-57). Its mean over folds has no such fault, but folds are not independent;
 * the variance is corrected for what their training sets share: {@link CorrectedT}.
 *
 * @param ofSeed values of each seed: one for each fold
 */
public record AcrossFolds(List<List<Double>> ofSeed, double testShare) {
  /** Why areas of several folds are averaged, for the reader of a table. */
  public static final String REASON =
      "averaged over the folds and not pooled, as models of different folds score on different"
          + " scales (Airola et al. 2011); corrected t of Nadeau and Bengio (2003)";

  public AcrossFolds {
    ofSeed = ofSeed.stream().map(List::copyOf).toList();
  }

  /** Of a metric, or the reason why there is none. */
  public sealed interface Found {
    record Values(AcrossFolds values) implements Found {}

    record Undefined(String reason) implements Found {}
  }

  /**
   * @param seeds scores of all rows, one for each training seed
   */
  public static Found of(Metric metric, FoldedSet folded, Collection<Scores> seeds) {
    List<List<Double>> ofSeed = new ArrayList<>();
    for (Scores scores : seeds) {
      List<Double> ofFold = new ArrayList<>();
      for (int fold = 0; fold < folded.folds(); fold++) {
        int[] rows = folded.rows(fold);
        switch (metric.of(folded.set().rows(rows), scores.rows(rows))) {
          case Estimate.Value value -> ofFold.add(value.value());
          case Estimate.Undefined undefined -> {
            return new Found.Undefined("fold " + (fold + 1) + ": " + undefined.reason());
          }
        }
      }
      ofSeed.add(ofFold);
    }
    return new Found.Values(new AcrossFolds(ofSeed, folded.testShare()));
  }

  /** Of each fold the mean over the seeds. */
  public double[] ofFolds() {
    double[] means = new double[ofSeed.get(0).size()];
    for (List<Double> seed : ofSeed) {
      for (int fold = 0; fold < means.length; fold++) {
        means[fold] += seed.get(fold) / ofSeed.size();
      }
    }
    return means;
  }

  /** Of each seed the mean over the folds. */
  public double[] ofSeeds() {
    return ofSeed.stream()
        .mapToDouble(values -> values.stream().mapToDouble(v -> v).average().orElseThrow())
        .toArray();
  }

  /** Over folds and seeds. */
  public CorrectedT mean() {
    return CorrectedT.of(ofFolds(), testShare);
  }
}
