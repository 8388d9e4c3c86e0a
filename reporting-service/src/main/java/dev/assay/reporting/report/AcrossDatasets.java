// SPDX-License-Identifier: Apache-2.0
package dev.assay.reporting.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The differences of a study's family over several data sets, each with the same weight.
 *
 * @param metric the primary one, as in a metrics file
 * @param higherIsBetter whether the better cell has the larger value
 * @param datasets those that count, in the order of the study
 * @param effects of the family's contrasts that two or more data sets have
 * @param ranking of the cells that all data sets have; absent with few data sets
 * @param whyNoRanking the reason; absent where there is one
 * @param leftOut data sets that do not count
 */
public record AcrossDatasets(
    String metric,
    boolean higherIsBetter,
    List<String> datasets,
    List<Effect> effects,
    @Nullable Ranking ranking,
    @Nullable String whyNoRanking,
    List<LeftOut> leftOut) {

  public AcrossDatasets {
    datasets = List.copyOf(datasets);
    effects = List.copyOf(effects);
    leftOut = List.copyOf(leftOut);
    if ((ranking == null) == (whyNoRanking == null)) {
      throw new IllegalArgumentException("there is a ranking, or a reason why not");
    }
  }

  /** First minus second on one data set, in units of the metric. */
  public record OnDataset(String dataset, double difference) {}

  /**
   * One contrast.
   *
   * @param label for tables
   * @param differences of the data sets that have it, at least two
   * @param mean of the differences
   * @param sd of the differences (divisor N - 1)
   * @param standardised mean / sd; absent if all differences are equal
   * @param firstBetter data sets on which the first is better
   * @param secondBetter likewise
   * @param further what a Bayesian hierarchical model says about a further data set; absent with
   *     fewer than three
   */
  public record Effect(
      String label,
      List<OnDataset> differences,
      double mean,
      double sd,
      @Nullable Double standardised,
      int firstBetter,
      int secondBetter,
      @Nullable Further further) {
    public Effect {
      differences = List.copyOf(differences);
    }

    public Effect(
        String label,
        List<OnDataset> differences,
        double mean,
        double sd,
        @Nullable Double standardised,
        int firstBetter,
        int secondBetter) {
      this(label, differences, mean, sd, standardised, firstBetter, secondBetter, null);
    }
  }

  /**
   * Posterior probabilities for a further data set like these.
   *
   * @param mean posterior mean of the mean difference, first minus second
   * @param firstBetter that the first is better by more than the region
   * @param equivalent that the difference is within the region of practical equivalence
   * @param secondBetter that the second is better by more
   * @param region half the width of the region, in units of the metric
   */
  public record Further(
      double mean, double firstBetter, double equivalent, double secondBetter, double region) {}

  /**
   * Friedman's test with Nemenyi's critical difference.
   *
   * @param cells in the order of the study
   * @param chiSquared corrected for ties
   * @param p of the hypothesis that all cells are alike
   * @param criticalDifference cells whose mean ranks are further apart differ, for all pairs at
   *     once
   * @param alpha level of that
   */
  public record Ranking(
      List<MeanRank> cells, double chiSquared, double p, double criticalDifference, double alpha) {
    public Ranking {
      cells = List.copyOf(cells);
    }
  }

  /** A cell's rank on each data set, 1 for the best, averaged over them. */
  public record MeanRank(String cell, double rank) {}

  /**
   * @param reason why it does not count
   */
  public record LeftOut(String dataset, String reason) {}
}
