// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.TestSets;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.Scores;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Two classes, normal scores, patients of very different numbers of images.
 *
 * @param sizes images of each patient
 * @param mixed whether the images of a patient are of both classes
 */
record UnevenCell(List<Integer> sizes, double prevalence, double area, boolean mixed)
    implements EdgeCell {
  private static final double CORRELATION = 0.5;

  /** One patient with many images, and patients with one. */
  static List<Integer> largeAnd(int large, int ofOne) {
    List<Integer> sizes = new ArrayList<>(List.of(large));
    for (int i = 0; i < ofOne; i++) {
      sizes.add(1);
    }
    return sizes;
  }

  /** The quantiles of a geometric distribution, all from 1 on. */
  static List<Integer> geometric(int patients, double mean) {
    List<Integer> sizes = new ArrayList<>();
    for (int i = 0; i < patients; i++) {
      double above = 1 - (i + 0.5) / patients;
      sizes.add(1 + (int) Math.floor(Math.log(above) / Math.log(1 - 1 / mean)));
    }
    return sizes;
  }

  private int images() {
    return sizes.stream().mapToInt(Integer::intValue).sum();
  }

  /** Of the same scores and decisions, with patients of one image. */
  private Binary even() {
    return new Binary(images(), prevalence, 1, area, false, CORRELATION);
  }

  @Override
  public Drawn draw(SplittableRandom random) {
    int rows = images();
    int[] truth = new int[rows];
    double[][] scores = new double[rows][];
    List<String> groups = new ArrayList<>();
    int row = 0;
    for (int patient = 0; patient < sizes.size(); patient++) {
      int label = random.nextDouble() < prevalence ? 1 : 0;
      double ofPatient = Math.sqrt(CORRELATION) * random.nextGaussian();
      for (int i = 0; i < sizes.get(patient); i++) {
        truth[row] = !mixed ? label : random.nextDouble() < prevalence ? 1 : 0;
        double own = Math.sqrt(1 - CORRELATION) * random.nextGaussian();
        double score = even().mu() * truth[row] + ofPatient + own - even().threshold();
        double p = 1 / (1 + Math.exp(-score));
        scores[row] = new double[] {1 - p, p};
        groups.add(TestSets.group(patient));
        row++;
      }
    }
    return new Drawn(
        new LabelledSet(BINARY, "yes", truth, groups), List.of(Scores.ofProbabilities(scores)));
  }

  @Override
  public Map<Metric, Double> truth() {
    return even().truth();
  }

  @Override
  public List<String> columns() {
    return List.of(
        Integer.toString(images()),
        Integer.toString(sizes.size()),
        Integer.toString(sizes.stream().mapToInt(Integer::intValue).max().orElseThrow()),
        mixed ? "both" : "one",
        String.format(Locale.ROOT, "%.2f", area));
  }
}
