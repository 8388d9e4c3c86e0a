// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.command;

import dev.assay.cli.CliException;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.planning.AssumedModel;
import dev.assay.statistics.planning.AssumedPopulation;
import dev.assay.statistics.planning.Design;
import dev.assay.statistics.planning.Goal;
import dev.assay.statistics.planning.Population;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is taken to be so of models and patients, where there is no pilot. */
final class PlanAssumptions {
  @Option(names = "--value", paramLabel = "V", description = "Assumed value of the (first) model.")
  private @Nullable Double value;

  @Option(
      names = "--versus",
      paramLabel = "V",
      description =
          "Assumed value of a second model. Goal: the first is found better, or, with --margin,"
              + " not inferior (then the default is the value of the first).")
  private @Nullable Double versus;

  @Option(
      names = "--prevalence",
      paramLabel = "SHARE",
      description = "Share of the patients that are positive (needed for all but accuracy).")
  private @Nullable Double prevalence;

  @Option(
      names = "--sensitivity",
      paramLabel = "V[,V]",
      split = ",",
      description =
          "Of the model, or of both, in place of --value and --versus; with --specificity."
              + " Otherwise both are taken to be equal.")
  private List<Double> sensitivity = List.of();

  @Option(names = "--specificity", paramLabel = "V[,V]", split = ",", description = "Likewise.")
  private List<Double> specificity = List.of();

  @Option(
      names = "--images-per-patient",
      paramLabel = "M",
      description = "Mean number (default: 1).")
  private @Nullable Double imagesPerPatient;

  @Option(
      names = "--icc",
      paramLabel = "R",
      description =
          "Correlation of two images of a patient: of being decided rightly; of the scores for"
              + " auroc and average_precision (needed with several images).")
  private @Nullable Double icc;

  @Option(
      names = "--design-effect",
      paramLabel = "D",
      description = "1 + (M - 1) x R, in place of --icc.")
  private @Nullable Double designEffect;

  @Option(
      names = "--correlation",
      paramLabel = "R",
      description =
          "Correlation of the two models on an image, likewise (needed for two models). 0 needs"
              + " the most patients.")
  private @Nullable Double correlation;

  @Option(
      names = "--discordant",
      paramLabel = "SHARE",
      description =
          "In place of --correlation, for accuracy, sensitivity and specificity: images that"
              + " exactly one model decides rightly, as a share of those that the metric is of.")
  private @Nullable Double discordant;

  /** Whether a second model is assumed. */
  boolean ofTwoModels() {
    return versus != null || sensitivity.size() > 1;
  }

  void refuseSecondModelWith(String option) {
    Checked.refuse(option, "--versus", versus != null);
  }

  /** A pilot says itself what would be assumed. */
  void refuseWithPilot() {
    Checked.refuse("--pilot", "--value: the pilot has it", value != null);
    Checked.refuse("--pilot", "--versus: name two pilot models", versus != null);
    Checked.refuse("--pilot", "--prevalence: the pilot has it", prevalence != null);
    Checked.refuse(
        "--pilot",
        "--sensitivity or --specificity: the pilot has them",
        !sensitivity.isEmpty() || !specificity.isEmpty());
    Checked.refuse(
        "--pilot",
        "--images-per-patient, --icc or --design-effect: the pilot has them",
        imagesPerPatient != null || icc != null || designEffect != null);
    Checked.refuse(
        "--pilot",
        "--correlation or --discordant: the pilot has them",
        correlation != null || discordant != null);
  }

  /** Without a second value, the second model of a margin is as good as the first. */
  Population population(Metric of, Goal goal) {
    boolean two = goal instanceof Goal.Finding;
    boolean alikeByDefault = goal instanceof Goal.NotInferior || goal instanceof Goal.Equivalent;
    double share = prevalence(of);
    AssumedModel first = model(of, share, 0, value, "--value");
    AssumedModel second =
        !two
            ? null
            : alikeByDefault && !ofTwoModels() ? first : model(of, share, 1, versus, "--versus");
    Design design = design(share);
    double alike = two ? correlation(of, share, first, second == null ? first : second) : 0;
    return Checked.value(
        "assumptions", () -> new AssumedPopulation(of.ranked(), design, first, second, alike));
  }

  private double prevalence(Metric of) {
    if (!plannable(of)) {
      throw CliException.badInput(
          "--metric: '"
              + of.key()
              + "' needs --pilot: it does not follow from sensitivity, specificity and normal"
              + " scores of two classes");
    }
    if (prevalence == null && (!of.shareOfImages() || !sensitivity.isEmpty())) {
      throw CliException.badInput("--prevalence is needed for " + of.key());
    }
    return prevalence == null ? 0.5 : prevalence;
  }

  /** Whether the metric of two classes follows from what can be assumed. */
  private static boolean plannable(Metric of) {
    return of.higherIsBetter()
        && (of.ofDecisions() || of == Metric.AUROC || of == Metric.AVERAGE_PRECISION_POSITIVE);
  }

  private AssumedModel model(
      Metric of, double share, int number, @Nullable Double given, String option) {
    if (sensitivity.size() != specificity.size() || sensitivity.size() > 2) {
      throw CliException.badInput(
          "--sensitivity and --specificity need as many values, one for each model");
    }
    if (!sensitivity.isEmpty()) {
      Checked.refuse("--sensitivity", option, given != null);
      Checked.refuse("--sensitivity", of.key() + ", which needs --value", of.ranked());
      if (number >= sensitivity.size()) {
        throw CliException.badInput("--sensitivity and --specificity need a second value");
      }
      return Checked.value(
          "--sensitivity and --specificity",
          () -> AssumedModel.deciding(sensitivity.get(number), specificity.get(number)));
    }
    if (given == null) {
      throw CliException.badInput(option + " is missing: the assumed " + of.key());
    }
    return Checked.value(option, () -> AssumedModel.having(of, given, share));
  }

  private Design design(double share) {
    double images = imagesPerPatient == null ? 1 : imagesPerPatient;
    Checked.refuse("--icc", "--design-effect", icc != null && designEffect != null);
    if (images > 1 && icc == null && designEffect == null) {
      throw CliException.badInput(
          "--icc or --design-effect is needed with several images per patient");
    }
    Double effect = designEffect;
    return Checked.value(
        "design",
        () ->
            effect != null
                ? Design.ofEffect(share, images, effect)
                : new Design(share, images, icc == null ? 0 : icc));
  }

  private double correlation(Metric of, double share, AssumedModel first, AssumedModel second) {
    Checked.refuse("--correlation", "--discordant", correlation != null && discordant != null);
    if (discordant == null) {
      if (correlation == null) {
        throw CliException.badInput(
            "--correlation or --discordant is needed for two models; 0 needs the most patients");
      }
      return correlation;
    }
    double weight =
        of.shareOfImages()
            ? share
            : of == Metric.RECALL_BINARY ? 1 : of == Metric.SPECIFICITY_BINARY ? 0 : Double.NaN;
    if (Double.isNaN(weight)) {
      throw CliException.badInput("--discordant: " + of.key() + " needs --correlation instead");
    }
    double shared = discordant;
    return Checked.value(
        "--discordant", () -> AssumedPopulation.ofDiscordant(shared, weight, first, second));
  }
}
