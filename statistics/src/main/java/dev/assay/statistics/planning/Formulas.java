// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import dev.assay.statistics.comparison.PlannedShares;
import dev.assay.statistics.intervals.Binomial;
import dev.assay.statistics.intervals.PlannedBounds;
import dev.assay.statistics.intervals.PlannedBounds.Images;
import dev.assay.statistics.metrics.Metric;
import java.util.Optional;
import java.util.function.IntToDoubleFunction;

/** The width or power of a test set by a formula, for the metrics that have one. */
final class Formulas {
  private final AssumedPopulation population;
  private final Design design;

  private Formulas(AssumedPopulation population) {
    this.population = population;
    this.design = population.design();
  }

  /**
   * @param name for tables, with its source
   * @param ofPatients width or power of a set of so many patients
   */
  record Formula(String name, IntToDoubleFunction ofPatients) {}

  static Optional<Formula> of(Goal goal, Metric metric, Population population) {
    if (!(population instanceof AssumedPopulation assumed)) {
      return Optional.empty();
    }
    Formulas formulas = new Formulas(assumed);
    return goal instanceof Goal.Finding finding
        ? formulas.power(finding, metric)
        : formulas.width(metric, (Goal.Width) goal);
  }

  /** The images of this share of the patients. */
  private Images images(int patients, double share) {
    return new Images(
        Math.max(1e-9, patients * design.imagesPerPatient() * share),
        patients * share,
        design.imagesPerPatient() <= 1 ? 1 : design.size(),
        design.effect());
  }

  private Images positives(int patients) {
    return images(patients, design.prevalence());
  }

  private Images negatives(int patients) {
    return images(patients, 1 - design.prevalence());
  }

  private Optional<Formula> width(Metric metric, Goal.Width goal) {
    AssumedModel model = population.first();
    double confidence = goal.confidence();
    double value = model.value(metric, design.prevalence());
    if (metric == Metric.AUROC) {
      return Optional.of(
          new Formula(
              "score interval of an area (Newcombe 2006, method 5; Hanley and McNeil 1982)",
              n ->
                  width(PlannedBounds.area(model.area(), positives(n), negatives(n), confidence))));
    }
    if (metric == Metric.BALANCED_ACCURACY || metric == Metric.RECALL_MACRO) {
      double[] shares = {model.sensitivity(), model.specificity()};
      return Optional.of(
          new Formula(
              "Wilson (1927) of both classes, joined by MOVER (Zou and Donner 2008)",
              n ->
                  width(
                      PlannedBounds.mean(
                          shares, new Images[] {positives(n), negatives(n)}, confidence))));
    }
    double share = shareOfPatients(metric, model);
    return Double.isNaN(share)
        ? Optional.empty()
        : Optional.of(
            new Formula(
                "Wilson (1927) on effective images (Kish 1965; Korn and Graubard 1998)",
                n -> width(PlannedBounds.share(value, images(n, share), confidence))));
  }

  /** Expected share of the images that a metric is a share of; NaN if it is none. */
  private double shareOfPatients(Metric metric, AssumedModel model) {
    double prevalence = design.prevalence();
    double calledPositive =
        prevalence * model.sensitivity() + (1 - prevalence) * (1 - model.specificity());
    if (metric.shareOfImages()) {
      return 1;
    }
    return switch (metric) {
      case RECALL_BINARY -> prevalence;
      case SPECIFICITY_BINARY -> 1 - prevalence;
      case PRECISION_BINARY -> calledPositive;
      case NEGATIVE_PREDICTIVE_VALUE -> 1 - calledPositive;
      default -> Double.NaN;
    };
  }

  private static double width(Binomial.Bounds bounds) {
    return bounds.upper() - bounds.lower();
  }

  private Optional<Formula> power(Goal.Finding goal, Metric metric) {
    AssumedModel second = population.second();
    if (second == null) {
      throw new IllegalStateException("a finding is about two models");
    }
    AssumedModel first = population.first();
    if (metric == Metric.AUROC) {
      return Optional.of(
          new Formula(
              "normal test of two correlated areas (Hanley and McNeil 1982; Obuchowski and"
                  + " McClish 1997), design effect of Kish",
              n ->
                  NormalPower.of(
                      goal,
                      first.area() - second.area(),
                      Math.sqrt(areaVariance(first, second, n)))));
    }
    PlannedShares positives = discordant(first.sensitivity(), second.sensitivity());
    PlannedShares negatives = discordant(first.specificity(), second.specificity());
    if (metric == Metric.BALANCED_ACCURACY || metric == Metric.RECALL_MACRO) {
      double difference = (positives.difference() + negatives.difference()) / 2;
      return Optional.of(
          new Formula(
              "normal test of a mean of two paired differences (Connor 1987), design effect of"
                  + " Kish",
              n ->
                  NormalPower.of(
                      goal,
                      difference,
                      Math.sqrt(
                              positives.variance() / effective(n, design.prevalence())
                                  + negatives.variance() / effective(n, 1 - design.prevalence()))
                          / 2)));
    }
    double share = Double.NaN;
    PlannedShares shares = positives;
    if (metric.shareOfImages()) {
      double p = design.prevalence();
      shares =
          new PlannedShares(
              p * positives.firstOnly() + (1 - p) * negatives.firstOnly(),
              p * positives.secondOnly() + (1 - p) * negatives.secondOnly());
      share = 1;
    } else if (metric == Metric.RECALL_BINARY) {
      share = design.prevalence();
    } else if (metric == Metric.SPECIFICITY_BINARY) {
      shares = negatives;
      share = 1 - design.prevalence();
    }
    if (Double.isNaN(share)) {
      return Optional.empty();
    }
    double of = share;
    PlannedShares planned = shares;
    return Optional.of(
        switch (goal) {
          case Goal.Difference difference ->
              new Formula(
                  "McNemar's exact test, all outcomes (Connor 1987 approximates), on images /"
                      + " design effect",
                  n ->
                      planned.firstFoundBetter(
                          (int) Math.max(1, Math.round(effective(n, of))), difference.alpha()));
          case Goal.NotInferior not ->
              new Formula(
                  "score test of paired shares (Nam 1997; Tango 1998), on images / design effect",
                  n -> planned.notInferior(effective(n, of), not.margin(), not.alpha()));
          case Goal.Equivalent same ->
              new Formula(
                  "two one-sided score tests of paired shares (Liu et al. 2002), on images / design"
                      + " effect",
                  n -> planned.equivalent(effective(n, of), same.margin(), same.alpha()));
        });
  }

  private double effective(int patients, double share) {
    return Math.max(1e-9, patients * design.imagesPerPatient() * share / design.effect());
  }

  private PlannedShares discordant(double first, double second) {
    double both =
        first * second
            + population.ofModels() * Math.sqrt(first * (1 - first) * second * (1 - second));
    return new PlannedShares(Math.max(0, first - both), Math.max(0, second - both));
  }

  /** Areas are correlated as the ranks of their scores are, which are normal. */
  private double areaVariance(AssumedModel first, AssumedModel second, int patients) {
    double a = PlannedBounds.areaVariance(first.area(), positives(patients), negatives(patients));
    double b = PlannedBounds.areaVariance(second.area(), positives(patients), negatives(patients));
    double correlation = 6 / Math.PI * Math.asin(population.ofModels() / 2);
    return Math.max(1e-15, a + b - 2 * correlation * Math.sqrt(a * b));
  }
}
