// SPDX-License-Identifier: Apache-2.0
package dev.assay.bench;

import dev.assay.statistics.comparison.Contrast;
import dev.assay.statistics.comparison.DifferenceFamily;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.Bootstrap;
import dev.assay.statistics.resampling.ConfusionBootstrap;
import dev.assay.statistics.resampling.Replicates;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.LabelledSet;
import dev.assay.statistics.testset.ResamplingUnit;
import dev.assay.statistics.testset.Scores;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Our statistics, to be measured: resamples in a warm JVM of their own. A line on stdin is a piece
 * of work:
 *
 * <pre>
 * cells N               intervals of accuracy and weighted F1 by confusion cells, N times
 * rows METRIC MODELS N  replicates of one metric of some models under one plan, N times
 * study MODELS          20 metrics of each model, and all differences with max-T
 * </pre>
 */
public final class StatisticsMain {
  private static final double CONFIDENCE = 0.95;
  private static final int SCALAR_METRICS = 20;

  private final LabelledSet set;
  private final List<Scores> models = new ArrayList<>();
  private final int resamples;

  private StatisticsMain(int images, int count, int resamples) {
    this.resamples = resamples;
    int[] truth = IntStream.range(0, images).map(i -> i % 2).toArray();
    List<String> groups = IntStream.range(0, images).mapToObj(i -> "g" + i).toList();
    set = new LabelledSet(List.of("NORMAL", "PNEUMONIA"), "PNEUMONIA", truth, groups);
    SplittableRandom random = new SplittableRandom(1);
    for (int m = 0; m < count; m++) {
      double[][] probabilities = new double[images][];
      for (int i = 0; i < images; i++) {
        double logit = (2 * truth[i] - 1) * 1.2 + random.nextGaussian();
        double p = 1 / (1 + Math.exp(-logit));
        probabilities[i] = new double[] {1 - p, p};
      }
      models.add(Scores.ofProbabilities(probabilities));
    }
  }

  /** The cells of the first model, for a peer that resamples the same: images row by row. */
  static int[] cells(int images) {
    StatisticsMain ours = new StatisticsMain(images, 1, 100);
    int[] cells = new int[4];
    for (int row = 0; row < images; row++) {
      cells[2 * ours.set.truth(row) + ours.models.getFirst().predicted(row)]++;
    }
    return cells;
  }

  /**
   * @param args images, models, resamples
   */
  public static void main(String[] args) throws IOException {
    StatisticsMain ours =
        new StatisticsMain(
            Integer.parseInt(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        System.out.println(ours.measured(line.split(" ")).line());
        System.out.flush();
      }
    }
  }

  private Measurement measured(String[] work) throws IOException {
    long wall = System.nanoTime();
    double cpu = cpuSeconds();
    List<Double> values = new ArrayList<>();
    double amount =
        switch (work[0]) {
          case "cells" -> cells(Integer.parseInt(work[1]), values);
          case "rows" ->
              rows(
                  Metric.valueOf(work[1]),
                  Integer.parseInt(work[2]),
                  Integer.parseInt(work[3]),
                  values);
          case "study" -> study(Integer.parseInt(work[1]), values);
          default -> throw new IllegalArgumentException("unknown work '" + work[0] + "'");
        };
    return new Measurement(
        amount, (System.nanoTime() - wall) / 1e9, cpuSeconds() - cpu, peak(), values);
  }

  private double cells(int times, List<Double> values) {
    for (int i = 0; i < times; i++) {
      values.clear();
      Map<Metric, Replicates> replicates =
          new ConfusionBootstrap(set, models.getFirst(), plan(ResamplingUnit.IMAGE, i))
              .replicates(List.of(Metric.ACCURACY, Metric.F1_WEIGHTED));
      for (Metric metric : List.of(Metric.ACCURACY, Metric.F1_WEIGHTED)) {
        values.add(replicates.get(metric).quantile((1 - CONFIDENCE) / 2));
        values.add(replicates.get(metric).quantile((1 + CONFIDENCE) / 2));
      }
    }
    return times;
  }

  /** Rows and replicates, of one model. */
  private double rows(Metric metric, int count, int times, List<Double> values) {
    for (int i = 0; i < times; i++) {
      Replicates replicates =
          Bootstrap.of(set, plan(ResamplingUnit.GROUP, i))
              .replicates(List.of(metric), models.subList(0, count), false)
              .get(metric);
      values.add(replicates.mean());
    }
    return (double) set.rows() * resamples * times;
  }

  private double study(int count, List<Double> values) {
    List<Metric> metrics =
        List.of(Metric.values()).subList(0, Math.min(SCALAR_METRICS, Metric.values().length));
    List<Replicates> primary = new ArrayList<>();
    double[] points = new double[count];
    Bootstrap bootstrap = Bootstrap.of(set, plan(ResamplingUnit.GROUP, 1));
    for (int m = 0; m < count; m++) {
      Map<Metric, Replicates> replicates =
          bootstrap.replicates(metrics, List.of(models.get(m)), false);
      replicates.values().forEach(r -> values.add(r.quantile((1 + CONFIDENCE) / 2)));
      primary.add(replicates.get(Metric.ACCURACY));
      points[m] = replicates.get(Metric.ACCURACY).mean();
    }
    List<Contrast> pairs = new ArrayList<>();
    for (int a = 0; a < count; a++) {
      for (int b = a + 1; b < count; b++) {
        pairs.add(Contrast.pair(a + "-" + b, a, b));
      }
    }
    values.clear();
    values.add(
        (double) new DifferenceFamily(pairs, points, primary).differences(CONFIDENCE).size());
    return 1;
  }

  private ResamplingPlan plan(ResamplingUnit unit, long seed) {
    return new ResamplingPlan(resamples, CONFIDENCE, unit, seed);
  }

  private static double cpuSeconds() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime() / 1e9
        : Double.NaN;
  }

  private static long peak() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst()
        .orElse(Runtime.getRuntime().totalMemory());
  }
}
