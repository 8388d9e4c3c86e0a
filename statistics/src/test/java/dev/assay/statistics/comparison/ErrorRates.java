// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.comparison;

import dev.assay.statistics.comparison.LatentModels.Drawn;
import dev.assay.statistics.comparison.LatentModels.Model;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.ResamplingUnit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** How often a comparison declares what is not so, in simulated test sets. */
final class ErrorRates {
  static final List<Metric> METRICS =
      List.of(
          Metric.ACCURACY,
          Metric.BALANCED_ACCURACY,
          Metric.RECALL_BINARY,
          Metric.SPECIFICITY_BINARY,
          Metric.PRECISION_BINARY,
          Metric.NEGATIVE_PREDICTIVE_VALUE,
          Metric.F1_BINARY,
          Metric.F1_MACRO,
          Metric.F1_WEIGHTED,
          Metric.MCC,
          Metric.COHEN_KAPPA,
          Metric.AUROC,
          Metric.AVERAGE_PRECISION_POSITIVE);

  private static final double ALPHA = 0.05;

  private ErrorRates() {}

  /**
   * @param declared share of the sets with a test in which it was declared
   * @param without share of all sets that have no test
   */
  record Rate(double declared, double without) {}

  /**
   * How often the first is declared not inferior though it is worse by exactly the margin; null if
   * no model is so much worse.
   */
  static Rate notInferior(
      Metric metric,
      int images,
      int size,
      double prevalence,
      double area,
      double margin,
      int sets,
      long seed) {
    Model second = new Model(area, Model.mu(area) / 2);
    Model first = LatentModels.worse(metric, prevalence, second, margin);
    if (first == null) {
      return null;
    }
    LatentModels design = new LatentModels(images, size, prevalence, 0.8, List.of(first, second));
    int[] outcomes =
        IntStream.range(0, sets)
            .parallel()
            .map(
                i -> {
                  Drawn drawn = design.draw(seed + 7919L * i);
                  PairedInference found = inference(drawn, metric);
                  return found == null
                      ? -1
                      : found.limits().at(2 * ALPHA).lower() > -margin ? 1 : 0;
                })
            .toArray();
    return rate(outcomes);
  }

  private static PairedInference inference(Drawn drawn, Metric metric) {
    ComparisonPlan plan = plan(metric, AdjustedBy.BONFERRONI, 100, 1);
    double[] point = new double[2];
    for (int m = 0; m < 2; m++) {
      OptionalDouble value = metric.of(drawn.set(), drawn.cells().get(m).scores().get(0)).number();
      if (value.isEmpty()) {
        return null;
      }
      point[m] = value.getAsDouble();
    }
    PairedInferences inferences =
        new PairedInferences(FamilySetting.of(drawn.set(), drawn.cells(), plan));
    return inferences.of(metric, Contrast.pair("", 0, 1), point)
            instanceof PairedInferences.Found.Tested tested
        ? tested.inference()
        : null;
  }

  /** How often a difference is found among four models that are equally good, for each metric. */
  static List<Rate> familyWise(
      List<Metric> metrics,
      AdjustedBy source,
      int images,
      int size,
      double prevalence,
      double area,
      double shift,
      int sets,
      long seed) {
    double threshold = Model.mu(area) / 2;
    List<Model> models =
        IntStream.range(0, 4)
            .mapToObj(m -> new Model(area, threshold + (m % 2 == 0 ? -shift : shift)))
            .toList();
    LatentModels design = new LatentModels(images, size, prevalence, 0.5, models);
    int[][] outcomes =
        IntStream.range(0, sets)
            .parallel()
            .mapToObj(i -> found(design, metrics, source, seed + 7919L * i))
            .toArray(int[][]::new);
    List<Rate> rates = new ArrayList<>();
    for (int m = 0; m < metrics.size(); m++) {
      int metric = m;
      rates.add(rate(IntStream.range(0, sets).map(i -> outcomes[i][metric]).toArray()));
    }
    return rates;
  }

  private static int[] found(
      LatentModels design, List<Metric> metrics, AdjustedBy source, long seed) {
    Drawn drawn = design.draw(seed);
    ModelComparison comparison =
        ModelComparison.of(
            drawn.set(),
            drawn.cells(),
            plan(metrics.get(0), source, 400, seed),
            EnumSet.copyOf(metrics));
    return metrics.stream()
        .mapToInt(
            metric -> {
              List<ContrastResult> rows =
                  comparison.metrics().stream()
                      .filter(of -> of.metric() == metric)
                      .findFirst()
                      .orElseThrow()
                      .contrasts();
              return rows.stream().allMatch(row -> row.p() == null)
                  ? -1
                  : rows.stream().anyMatch(row -> row.verdict().isDifference()) ? 1 : 0;
            })
        .toArray();
  }

  private static ComparisonPlan plan(Metric metric, AdjustedBy source, int resamples, long seed) {
    return ComparisonPlan.of(
            metric,
            new Family.AllPairs(),
            new ResamplingPlan(resamples, 1 - ALPHA, ResamplingUnit.GROUP, seed))
        .with(source);
  }

  private static Rate rate(int[] outcomes) {
    int given = 0;
    int declared = 0;
    for (int outcome : outcomes) {
      given += outcome >= 0 ? 1 : 0;
      declared += Math.max(0, outcome);
    }
    return new Rate(
        given == 0 ? 0 : (double) declared / given, 1 - (double) given / outcomes.length);
  }
}
