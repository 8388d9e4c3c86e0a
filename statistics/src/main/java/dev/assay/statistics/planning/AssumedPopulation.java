// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.planning;

import dev.assay.statistics.comparison.ComparedCell;
import dev.assay.statistics.random.CounterRandom;
import dev.assay.statistics.random.GammaDraw;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Patients of two classes whose images have normal scores. Part of the variance of a score is the
 * patient's, and part of it is common to both models, so that images of a patient, and models on an
 * image, are right together as often as was assumed.
 */
public final class AssumedPopulation implements Population {
  private final boolean ranked;
  private final Design design;
  private final AssumedModel first;
  private final @Nullable AssumedModel second;
  private final double ofModels;

  /** By class: how the scores of the two models vary. */
  private final Latent[] latent;

  /**
   * @param ofPatient share of the variance of each model's scores that is the patient's
   * @param common correlation of what both models have of the patient, and of the image
   */
  private record Latent(double[] ofPatient, double common) {}

  /**
   * @param ranked whether areas are planned: correlations are then of the scores; else of being
   *     decided rightly
   * @param second null for the interval of one model
   * @param correlation of the two models on an image, in [0, 1); not used for one model
   * @throws IllegalArgumentException if models of such values cannot be so alike
   */
  public AssumedPopulation(
      boolean ranked,
      Design design,
      AssumedModel first,
      @Nullable AssumedModel second,
      double correlation) {
    if (!(correlation >= 0 && correlation < 1)) {
      throw new IllegalArgumentException(
          "the correlation of the models must be at least 0 and below 1, not " + correlation);
    }
    this.ranked = ranked;
    this.design = design;
    this.first = first;
    this.second = second;
    this.ofModels = correlation;
    latent = new Latent[] {latent(0), latent(1)};
  }

  private double share(AssumedModel model, int c) {
    return c == 1 ? model.sensitivity() : model.specificity();
  }

  private Latent latent(int c) {
    AssumedModel other = second == null ? first : second;
    double[] ofPatient = new double[2];
    for (int m = 0; m < 2; m++) {
      double share = share(m == 0 ? first : other, c);
      ofPatient[m] =
          ranked
              ? design.correlation()
              : NormalPairs.correlation(share, share, design.correlation());
    }
    if (second == null) {
      return new Latent(ofPatient, 0);
    }
    double wanted =
        ranked ? ofModels : NormalPairs.correlation(share(first, c), share(second, c), ofModels);
    double alike =
        Math.sqrt(ofPatient[0] * ofPatient[1]) + Math.sqrt((1 - ofPatient[0]) * (1 - ofPatient[1]));
    return new Latent(ofPatient, Math.min(1, wanted / alike));
  }

  /**
   * The correlation of being decided rightly of two models that disagree on a share of the images.
   *
   * @param discordant share of the images that exactly one model decides rightly
   * @param positives share of the images that are positive, in [0, 1]
   * @throws IllegalArgumentException if models of such values cannot disagree so rarely or often
   */
  public static double ofDiscordant(
      double discordant, double positives, AssumedModel first, AssumedModel second) {
    double[] p = {first.sensitivity(), first.specificity()};
    double[] q = {second.sensitivity(), second.specificity()};
    double independent = 0;
    double slope = 0;
    for (int c = 0; c < 2; c++) {
      double weight = c == 0 ? positives : 1 - positives;
      independent += weight * (p[c] * (1 - q[c]) + q[c] * (1 - p[c]));
      slope += weight * 2 * Math.sqrt(p[c] * (1 - p[c]) * q[c] * (1 - q[c]));
    }
    double correlation = (independent - discordant) / slope;
    if (!(correlation >= -1e-12 && correlation < 1)) {
      throw new IllegalArgumentException(
          "the share of discordant images must be above "
              + Text.number(Math.max(0, independent - slope))
              + " and at most "
              + Text.number(independent)
              + " (independent models), not "
              + Text.number(discordant));
    }
    return Math.max(0, correlation);
  }

  public Design design() {
    return design;
  }

  public AssumedModel first() {
    return first;
  }

  public @Nullable AssumedModel second() {
    return second;
  }

  /** Of the two models, on an image. */
  public double ofModels() {
    return ofModels;
  }

  @Override
  public double imagesPerPatient() {
    return design.imagesPerPatient();
  }

  @Override
  public Drawn draw(int patients, long seed, int stream) {
    GammaDraw random = new GammaDraw(CounterRandom.of(seed, CounterRandom.Use.UNIT, stream));
    int models = second == null ? 1 : 2;
    List<String> groups = new ArrayList<>();
    List<Integer> truth = new ArrayList<>();
    List<double[]> scores = new ArrayList<>();
    double floor = Math.floor(design.imagesPerPatient());
    double[] ofPatient = new double[models];
    for (int patient = 0; patient < patients; patient++) {
      int c = random.uniform() < design.prevalence() ? 1 : 0;
      int size = (int) (floor + (random.uniform() < design.imagesPerPatient() - floor ? 1 : 0));
      pair(random, latent[c].common, ofPatient);
      for (int i = 0; i < size; i++) {
        double[] score = new double[models];
        pair(random, latent[c].common, score);
        for (int m = 0; m < models; m++) {
          double part = latent[c].ofPatient[m];
          score[m] = Math.sqrt(part) * ofPatient[m] + Math.sqrt(1 - part) * score[m];
        }
        groups.add(Integer.toString(1_000_000_000 + patient));
        truth.add(c);
        scores.add(score);
      }
    }
    int[] classes = truth.stream().mapToInt(Integer::intValue).toArray();
    LabelledSet set = new LabelledSet(AssumedModel.CLASSES, "positive", classes, groups);
    List<ComparedCell> cells = new ArrayList<>();
    for (int m = 0; m < models; m++) {
      AssumedModel model = m == 0 || second == null ? first : second;
      cells.add(ComparedCell.ofOne(m == 0 ? "first" : "second", scores(classes, scores, m, model)));
    }
    return new Drawn(set, cells);
  }

  /** One number of each model, correlated. */
  private static void pair(GammaDraw random, double correlation, double[] into) {
    into[0] = random.normal();
    if (into.length > 1) {
      into[1] = correlation * into[0] + Math.sqrt(1 - correlation * correlation) * random.normal();
    }
  }

  private Scores scores(int[] classes, List<double[]> scores, int m, AssumedModel model) {
    double mu = model.mu();
    double hit = NormalPairs.NORMAL.inverseCumulativeProbability(model.sensitivity());
    double rejected = NormalPairs.NORMAL.inverseCumulativeProbability(model.specificity());
    double[][] probabilities = new double[classes.length][2];
    for (int row = 0; row < classes.length; row++) {
      double e = scores.get(row)[m];
      double odds;
      if (ranked) {
        odds = (classes[row] == 1 ? mu : 0) + e - mu / 2;
      } else {
        // positives are found if -e is below a quantile, so that high scores are positive
        odds = classes[row] == 1 ? hit + e : e - rejected;
      }
      double p = 1 / (1 + Math.exp(-odds));
      probabilities[row][1] = p;
      probabilities[row][0] = 1 - p;
    }
    return Scores.ofProbabilities(probabilities);
  }

  @Override
  public List<String> assumptions() {
    List<String> all = new ArrayList<>();
    all.add(
        String.format(
            Locale.ROOT, "%s %% of the patients are positive", Text.percent(design.prevalence())));
    all.add(
        design.imagesPerPatient() <= 1
            ? "one image per patient"
            : String.format(
                Locale.ROOT,
                "%s images per patient; correlation within patients %s (%s), design effect %s",
                Text.number(design.imagesPerPatient()),
                Text.number(design.correlation()),
                ranked ? "of the scores" : "of being decided rightly",
                Text.number(design.effect())));
    all.add((second == null ? "the model: " : "the first model: ") + text(first));
    if (second != null) {
      all.add("the second model: " + text(second));
      all.add(
          "correlation of the two models on an image: "
              + Text.number(ofModels)
              + (ranked ? " (of the scores)" : " (of being decided rightly)"));
    }
    return all;
  }

  private String text(AssumedModel model) {
    return ranked
        ? "AUROC " + Text.number(model.area()) + ", normal scores of equal spread"
        : "sensitivity "
            + Text.number(model.sensitivity())
            + ", specificity "
            + Text.number(model.specificity());
  }
}
