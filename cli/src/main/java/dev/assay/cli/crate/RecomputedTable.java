// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.crate;

import dev.assay.cli.CliException;
import dev.assay.cli.evaluate.StoredFindings;
import dev.assay.cli.evaluate.StoredPredictions;
import dev.assay.contracts.Json;
import dev.assay.contracts.cell.Cell;
import dev.assay.contracts.evaluation.ClinicalPlan;
import dev.assay.contracts.evaluation.EvaluationPlan;
import dev.assay.contracts.event.StudySubmitted;
import dev.assay.statistics.CellEvaluation;
import dev.assay.statistics.CellEvaluation.MetricResult;
import dev.assay.statistics.intervals.IntervalEstimate;
import dev.assay.statistics.metrics.Estimate;
import dev.assay.statistics.metrics.Metric;
import dev.assay.statistics.resampling.ResamplingPlan;
import dev.assay.statistics.testset.ResamplingUnit;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The table of a crate, computed once more from the predictions in it. What is compared is what is
 * written: every digit of {@code point}, {@code lower}, {@code upper}, {@code per_seed} and {@code
 * seed_sd} of the rows of cells in {@code report/report.csv}.
 *
 * @param equal number of values that are the same text
 * @param differences each with file, row, column and both values
 * @param notRecomputed rows that do not follow from the predictions of one cell alone: baselines,
 *     rows that pool folds, decisions at a declared threshold
 */
public record RecomputedTable(int equal, List<String> differences, int notRecomputed) {
  private static final String TABLE = "report/report.csv";
  private static final Set<String> PARTS = Set.of("test", "validation");
  private static final Set<String> METRICS =
      Arrays.stream(Metric.values()).map(Metric::key).collect(Collectors.toSet());
  private static final List<String> COLUMNS =
      List.of("point", "lower", "upper", "per_seed", "seed_sd");

  /** What the predictions of a cell give. */
  interface Values {
    /**
     * The text of each column.
     *
     * @param finding empty: of all, or of images that have one class
     */
    Map<String, String> of(String metric, String finding);
  }

  public RecomputedTable {
    differences = List.copyOf(differences);
  }

  /**
   * @throws CliException if a file is missing or is not what it must be
   */
  public static RecomputedTable of(Path crate) throws IOException {
    StudySubmitted study;
    try {
      study = Json.read(Files.readString(crate.resolve("study.json")), StudySubmitted.class);
    } catch (IllegalArgumentException e) {
      throw CliException.badInput("study.json is no study: " + e.getMessage());
    }
    Map<String, SortedMap<Long, String>> runs = new HashMap<>();
    for (Map<String, String> run : Tables.read(crate.resolve("runs.csv"))) {
      if ("scored".equals(run.get("state"))) {
        runs.computeIfAbsent(run.getOrDefault("cell_id", ""), id -> new TreeMap<>())
            .put(Long.valueOf(run.getOrDefault("seed", "")), run.getOrDefault("files", ""));
      }
    }
    Map<String, Cell> cells =
        study.cells().stream().collect(Collectors.toMap(Cell::cellId, cell -> cell));
    Map<String, Values> computed = new HashMap<>();
    List<String> differences = new ArrayList<>();
    int equal = 0;
    int skipped = 0;
    int number = 1;
    for (Map<String, String> row : Tables.read(crate.resolve(TABLE))) {
      number++;
      String id = row.getOrDefault("cell_id", "");
      String part = row.getOrDefault("part", "");
      Cell cell = cells.get(id);
      if (!"done".equals(row.get("state")) || part.isEmpty()) {
        continue;
      }
      boolean recomputed =
          cell != null
              && !cell.isPooled()
              && runs.containsKey(id)
              && PARTS.contains(part)
              && METRICS.contains(row.getOrDefault("metric", ""));
      if (!recomputed) {
        skipped++;
        continue;
      }
      Values evaluation =
          computed.computeIfAbsent(
              id + " " + part, key -> evaluate(crate, study, cell, part, runs.get(id)));
      String finding = row.getOrDefault("finding", "");
      Map<String, String> expected = evaluation.of(row.getOrDefault("metric", ""), finding);
      for (String column : COLUMNS) {
        String written = row.getOrDefault(column, "");
        String computedNow = expected.getOrDefault(column, "");
        if (written.equals(computedNow)) {
          equal++;
        } else {
          differences.add(
              "%s, row %d, %s of %s%s: written is '%s', the predictions give '%s'%s"
                  .formatted(
                      TABLE,
                      number,
                      column,
                      row.get("metric"),
                      finding.isEmpty() ? "" : " of " + finding,
                      written,
                      computedNow,
                      firstDigit(written, computedNow)));
        }
      }
    }
    return new RecomputedTable(equal, differences, skipped);
  }

  private static String firstDigit(String one, String other) {
    int at = 0;
    while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
      at++;
    }
    return one.isEmpty() || other.isEmpty() ? "" : ", from character " + (at + 1) + " on";
  }

  private static Values evaluate(
      Path crate, StudySubmitted study, Cell cell, String part, SortedMap<Long, String> runs) {
    SortedMap<Long, Path> files = new TreeMap<>();
    runs.forEach(
        (seed, path) ->
            files.put(seed, crate.resolve("predictions/" + path + "." + part + ".csv")));
    EvaluationPlan plan = study.evaluation();
    boolean onTest = part.equals("test");
    if (StoredFindings.areIn(files.get(files.firstKey()))) {
      return new FindingValues(
          StoredFindings.read(files), resampling(plan, cell.dataset()), onTest);
    }
    ClinicalPlan clinical = plan.clinical();
    StoredPredictions predictions =
        StoredPredictions.read(
            files,
            classes -> clinical == null ? null : clinical.positiveOf(classes).orElse(null),
            isLasting(plan));
    CellEvaluation evaluation =
        onTest
            ? CellEvaluation.withIntervals(
                predictions.set(), predictions.scores(), resampling(plan, cell.dataset()))
            : CellEvaluation.points(predictions.set(), predictions.scores());
    return (metric, finding) -> finding.isEmpty() ? values(evaluation, metric) : Map.of();
  }

  private static boolean isLasting(EvaluationPlan plan) {
    return "poisson".equals(plan.resampling());
  }

  /** As the service that evaluates translates it; a difference of the two would be found here. */
  private static ResamplingPlan resampling(EvaluationPlan plan, String dataset) {
    ResamplingPlan chosen =
        new ResamplingPlan(
            plan.resamples(),
            plan.confidence(),
            plan.unit().equals("image") ? ResamplingUnit.IMAGE : ResamplingUnit.GROUP,
            plan.seed());
    if (isLasting(plan)) {
      chosen = chosen.with(new ResamplingPlan.Scheme.Poisson(dataset));
    }
    return switch (plan.method()) {
      case "bca" -> chosen.with(ResamplingPlan.Method.BCA);
      case "per-metric" -> chosen.with(ResamplingPlan.Method.PER_METRIC);
      case "percentile-stratified" -> chosen.withinClasses();
      default -> chosen;
    };
  }

  private static Map<String, String> values(CellEvaluation evaluation, String metric) {
    for (MetricResult result : evaluation.metrics()) {
      if (result.metric().key().equals(metric)) {
        Map<String, String> values = values(result, true);
        values.put("per_seed", perSeed(evaluation, result));
        return values;
      }
    }
    return Map.of();
  }

  /**
   * By column.
   *
   * @param intervals whether the table has the interval
   */
  static Map<String, String> values(MetricResult result, boolean intervals) {
    Map<String, String> values = new HashMap<>();
    if (result.point() instanceof Estimate.Value value) {
      values.put("point", exact(value.value()));
    }
    if (intervals && result.interval() instanceof IntervalEstimate.Interval interval) {
      values.put("lower", exact(interval.lower()));
      values.put("upper", exact(interval.upper()));
    }
    values.put("seed_sd", exact(result.seedSd()));
    return values;
  }

  private static String perSeed(CellEvaluation evaluation, MetricResult result) {
    List<Double> values = new ArrayList<>();
    for (CellEvaluation.SeedResult seed : evaluation.seeds()) {
      if (!(seed.points().get(result.metric()) instanceof Estimate.Value value)) {
        return "";
      }
      values.add(value.value());
    }
    return joined(values);
  }

  static String joined(List<Double> values) {
    return values.stream().map(RecomputedTable::exact).collect(Collectors.joining(";"));
  }

  private static String exact(@Nullable Double value) {
    if (value == null) {
      return "";
    }
    BigDecimal decimal = new BigDecimal(Double.toString(value));
    return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
  }
}
