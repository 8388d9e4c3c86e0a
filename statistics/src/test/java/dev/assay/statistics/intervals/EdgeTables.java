// SPDX-License-Identifier: Apache-2.0
package dev.assay.statistics.intervals;

import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The tables of docs/coverage-edges.md. */
final class EdgeTables {
  static final int SETS = 1000;
  static final int CHOSEN_SETS = 400;
  static final int DRAWS = 500;

  /** Where the tables of the whole grid begin in the document. */
  static final String GRID = "\n## The whole grid\n";

  private EdgeTables() {}

  private static final List<Metric> OF_TWO_CLASSES =
      List.of(
          Metric.ACCURACY,
          Metric.BALANCED_ACCURACY,
          Metric.F1_WEIGHTED,
          Metric.F1_MACRO,
          Metric.F1_BINARY,
          Metric.RECALL_BINARY,
          Metric.SPECIFICITY_BINARY,
          Metric.PRECISION_BINARY,
          Metric.NEGATIVE_PREDICTIVE_VALUE,
          Metric.MCC,
          Metric.COHEN_KAPPA,
          Metric.AUROC,
          Metric.AVERAGE_PRECISION_POSITIVE);

  private static final List<Metric> OF_SEVERAL_CLASSES =
      List.of(
          Metric.ACCURACY,
          Metric.BALANCED_ACCURACY,
          Metric.F1_WEIGHTED,
          Metric.F1_MACRO,
          Metric.PRECISION_MACRO,
          Metric.MCC,
          Metric.COHEN_KAPPA,
          Metric.AUROC,
          Metric.AUROC_OVR_WEIGHTED,
          Metric.AVERAGE_PRECISION_MACRO);

  /** One table: its designs, and the metrics that are its columns. */
  record Table(
      String title, List<String> design, List<Metric> metrics, List<? extends EdgeCell> cells) {
    /** The same columns for other cells. */
    Table(Table like, List<? extends EdgeCell> cells) {
      this(like.title, like.design, like.metrics, cells);
    }

    String head() {
      List<String> names = new ArrayList<>(design);
      metrics.forEach(metric -> names.add(metric.label()));
      names.add("no interval %");
      return "| "
          + String.join(" | ", names)
          + " |\n"
          + names.stream().map(name -> "---").collect(Collectors.joining("|", "|", "|\n"));
    }

    /** Of the intervals that are the default. */
    Map<Metric, EdgeCoverage> coverage(EdgeCell cell, int sets) {
      return EdgeCoverage.of(cell, metrics, ResamplingPlan.Method.PER_METRIC, sets, DRAWS);
    }

    /**
     * Coverage in per cent; the share without an interval is that of the metric that has fewest.
     */
    String row(EdgeCell cell, Map<Metric, EdgeCoverage> found) {
      List<String> row = new ArrayList<>(cell.columns());
      double none = 0;
      for (Metric metric : metrics) {
        EdgeCoverage of = found.get(metric);
        row.add(String.format(Locale.ROOT, "%.1f", 100 * of.share()));
        none = Math.max(none, of.none());
      }
      row.add(String.format(Locale.ROOT, "%.1f", 100 * none));
      return "| " + String.join(" | ", row) + " |\n";
    }
  }

  /** The whole grid. */
  static List<Table> grid() {
    return List.of(twoClasses(), severalClasses(), seeds(), uneven());
  }

  /** Cells of it that every test run computes. */
  static List<Table> chosen() {
    return List.of(
        new Table(
            twoClasses(),
            List.of(
                new EdgeCell.Binary(60, 0.10, 1, 0.75, false, 0.5),
                new EdgeCell.Binary(60, 0.10, 5, 0.97, false, 0.5),
                new EdgeCell.Binary(60, 0.30, 3, 0.75, false, 0.5),
                new EdgeCell.Binary(100, 0.03, 1, 0.97, true, 0.5),
                new EdgeCell.Binary(100, 0.06, 3, 0.97, true, 0.5),
                new EdgeCell.Binary(300, 0.03, 1, 0.97, false, 0.5),
                new EdgeCell.Binary(300, 0.03, 1, 0.97, true, 0.5),
                new EdgeCell.Binary(300, 0.06, 1, 0.75, true, 0.5),
                new EdgeCell.Binary(300, 0.06, 5, 0.97, false, 0.5),
                new EdgeCell.Binary(300, 0.10, 5, 0.97, true, 0.5),
                new EdgeCell.Binary(1000, 0.03, 1, 0.75, false, 0.5),
                new EdgeCell.Binary(1000, 0.30, 5, 0.75, false, 0.5))),
        new Table(
            severalClasses(),
            List.of(
                new EdgeCell.Several(100, List.of(0.62, 0.25, 0.10, 0.03), 1, 1.5),
                new EdgeCell.Several(
                    300, List.of(0.67, 0.11, 0.11, 0.05, 0.03, 0.02, 0.01), 1, 1.5),
                new EdgeCell.Several(300, List.of(0.4, 0.3, 0.2, 0.1), 5, 3.2))),
        new Table(
            seeds(),
            List.of(
                new EdgeCell.Seeded(100, 0.30, 0.80, 0.03, 3),
                new EdgeCell.Seeded(300, 0.10, 0.97, 0.03, 5),
                new EdgeCell.Seeded(600, 0.50, 0.93, 0.05, 2))),
        new Table(
            uneven(),
            List.of(
                new UnevenCell(UnevenCell.largeAnd(40, 20), 0.3, 0.75, false),
                new UnevenCell(UnevenCell.largeAnd(100, 100), 0.3, 0.75, false),
                new UnevenCell(UnevenCell.largeAnd(100, 100), 0.3, 0.97, true),
                new UnevenCell(UnevenCell.geometric(60, 8), 0.3, 0.75, false))));
  }

  private static Table twoClasses() {
    List<EdgeCell.Binary> cells = new ArrayList<>();
    for (int images : new int[] {60, 100, 300, 1000}) {
      for (double prevalence : new double[] {0.03, 0.06, 0.10, 0.30}) {
        for (int size : new int[] {1, 3, 5}) {
          for (double area : new double[] {0.75, 0.97}) {
            for (boolean high : new boolean[] {false, true}) {
              cells.add(new EdgeCell.Binary(images, prevalence, size, area, high, 0.5));
            }
          }
        }
      }
    }
    return new Table(
        "Two classes",
        List.of("images", "prevalence", "images a patient", "true AUROC", "threshold"),
        OF_TWO_CLASSES,
        cells);
  }

  private static Table severalClasses() {
    List<EdgeCell.Several> cells = new ArrayList<>();
    for (List<Double> shares :
        List.of(
            List.of(0.62, 0.25, 0.10, 0.03),
            List.of(0.67, 0.11, 0.11, 0.05, 0.03, 0.02, 0.01),
            List.of(0.4, 0.3, 0.2, 0.1))) {
      for (int images : new int[] {100, 300, 1000}) {
        if (images * Collections.min(shares) < 3) {
          continue;
        }
        for (int size : new int[] {1, 3, 5}) {
          for (double distance : new double[] {1.5, 3.2}) {
            cells.add(new EdgeCell.Several(images, shares, size, distance));
          }
        }
      }
    }
    return new Table(
        "Several classes",
        List.of("images", "classes", "rarest", "images a patient", "distance"),
        OF_SEVERAL_CLASSES,
        cells);
  }

  private static Table seeds() {
    List<EdgeCell.Seeded> cells = new ArrayList<>();
    double[][] designs = {{100, 0.3}, {300, 0.1}, {600, 0.5}, {1000, 0.06}};
    double[][] models = {{0.80, 0.03}, {0.93, 0.01}, {0.93, 0.05}, {0.97, 0.03}};
    for (double[] design : designs) {
      for (double[] model : models) {
        for (int seeds : new int[] {2, 3, 5, 10}) {
          cells.add(new EdgeCell.Seeded((int) design[0], design[1], model[0], model[1], seeds));
        }
      }
    }
    return new Table(
        "Several training seeds",
        List.of("images", "prevalence", "true AUROC", "sd of seeds", "seeds"),
        OF_TWO_CLASSES,
        cells);
  }

  private static Table uneven() {
    List<UnevenCell> cells = new ArrayList<>();
    for (List<Integer> sizes :
        List.of(
            UnevenCell.largeAnd(40, 20),
            UnevenCell.largeAnd(30, 30),
            UnevenCell.largeAnd(20, 40),
            UnevenCell.largeAnd(100, 100),
            UnevenCell.geometric(45, 3.3),
            UnevenCell.geometric(100, 3),
            UnevenCell.geometric(60, 8))) {
      for (boolean mixed : new boolean[] {false, true}) {
        for (double area : new double[] {0.75, 0.97}) {
          cells.add(new UnevenCell(sizes, 0.3, area, mixed));
        }
      }
    }
    return new Table(
        "Patients of very different numbers of images",
        List.of("images", "patients", "of the largest", "classes of a patient", "true AUROC"),
        OF_TWO_CLASSES,
        cells);
  }

  /** The document up to the whole grid. */
  static String introduction() {
    return """
    # How often intervals cover the true value at the edges

    The intervals of the method `per-metric`, the default, at 95 %%: rare classes, few images, several images of a patient, strong
    models, few seeds. The rules and the designs: [ADR 0073](adr/0073-intervals-per-metric.md). The coverage of the earlier
    methods: [coverage.md](coverage.md).

    *no interval %%*: sets that have none, of the metric that has fewest, because a class does not occur. They are not in the
    coverage.

    ## Cells that every test run computes

    %d simulated test sets a row, %d draws each: one standard error is 1.1 points at 95 %%. `EdgeCoverageTest` fails if a cell is
    below 92 %% by more than one standard error. The lowest cells of both tables are chance: drawn anew with 3,000 sets, F1, macro F1,
    MCC and kappa of 100 images at a prevalence of .10, and of 300 at .03, cover 93.6 to 95.0 %%, of 60 images at .10 94.0 to 94.4 %%. Computed by

        mvn -pl statistics test -Dtest=EdgeCoverageTest -Dtables.write=true

    """
        .formatted(CHOSEN_SETS, DRAWS);
  }

  /** What is said before the tables of the whole grid. */
  static String aboutGrid() {
    return """

    %d simulated test sets a row, %d draws each: one standard error is 0.7 points at 95 %%. Computed in minutes, on all cores, by

        ./assay test --tables --write

    """
        .formatted(SETS, DRAWS);
  }
}
