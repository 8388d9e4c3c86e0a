// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.evaluate.Evaluation.ContrastRow;
import dev.assay.cli.evaluate.Evaluation.MetricContrasts;
import dev.assay.cli.evaluate.Evaluation.MetricValue;
import dev.assay.cli.evaluate.Evaluation.Model;
import dev.assay.cli.evaluate.Evaluation.ModelCalibration;
import dev.assay.cli.evaluate.Evaluation.ModelSubgroups;
import dev.assay.cli.evaluate.Evaluation.Part;
import dev.assay.cli.evaluate.Evaluation.Rank;
import dev.assay.statistics.metrics.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** An evaluation as Markdown tables. */
public final class EvaluationText {
  private final Evaluation evaluation;
  private final List<String> shown;
  private final List<String> lines = new ArrayList<>();

  private EvaluationText(Evaluation evaluation, List<String> shown) {
    this.evaluation = evaluation;
    // without probabilities some metrics have no value
    this.shown =
        shown.stream()
            .filter(key -> evaluation.models().stream().anyMatch(m -> m.of(key) != null))
            .toList();
  }

  /**
   * @param shown keys of the metrics in the first table
   */
  public static List<String> of(Evaluation evaluation, List<String> shown) {
    EvaluationText text = new EvaluationText(evaluation, shown);
    text.models();
    Evaluation.Comparison comparison = evaluation.comparison();
    if (comparison != null) {
      comparison.metrics().forEach(metric -> text.contrasts(metric, comparison));
    }
    text.calibration();
    text.subgroups();
    text.curves();
    text.notes();
    return List.copyOf(text.lines);
  }

  private void models() {
    line("Model", shown);
    line("---", Collections.nCopies(shown.size(), "---"));
    for (Model model : evaluation.models()) {
      line(model.name(), shown.stream().map(key -> Figure.of(model.of(key))).toList());
    }
  }

  private void contrasts(MetricContrasts metric, Evaluation.Comparison comparison) {
    lines.add("");
    lines.add(
        "%s, %s: %s; adjusted p: %s"
            .formatted(
                metric.metric(),
                metric.primary() ? "primary" : "exploratory",
                comparison.family(),
                comparison.adjustedBy()));
    if (!metric.contrasts().isEmpty()) {
      lines.add("");
      line(
          "Difference",
          List.of("", "simultaneous", "test", "p", "adjusted p", "discordant", "verdict"));
      line("---", Collections.nCopies(7, "---"));
      for (ContrastRow row : metric.contrasts()) {
        line(
            row.contrast() + (metric.primary() && !row.confirmatory() ? " (exploratory)" : ""),
            List.of(
                Figure.signed(row.difference()) + Figure.interval(row.lower(), row.upper()),
                Figure.interval(row.simultaneousLower(), row.simultaneousUpper()).strip(),
                row.test(),
                Figure.p(row.p()),
                Figure.p(row.adjustedP()),
                row.discordantUnits() == null ? "" : row.discordantUnits().toString(),
                row.verdict()));
      }
    }
    if (!metric.ranks().isEmpty()) {
      lines.add("");
      lines.add(
          "Rank sets: "
              + metric.ranks().stream()
                  .map(EvaluationText::rank)
                  .collect(Collectors.joining(", ")));
    }
    if (metric.primary() && !metric.contrasts().isEmpty()) {
      precision(metric);
    }
    claims(metric);
    margin(metric, comparison);
    metric.notes().forEach(note -> lines.add("- " + note));
    metric
        .contrasts()
        .forEach(
            row -> row.notes().forEach(note -> lines.add("- " + row.contrast() + ": " + note)));
  }

  /** The tests against the margin, with the interval that says the same. */
  private void margin(MetricContrasts metric, Evaluation.Comparison comparison) {
    if (comparison.margin() == null) {
      return;
    }
    for (ContrastRow row : metric.contrasts()) {
      margin(row, comparison.margin()).ifPresent(text -> lines.add("- " + text));
    }
  }

  static Optional<String> margin(ContrastRow row, double margin) {
    Double confidence = row.marginConfidence();
    return confidence == null
        ? Optional.empty()
        : Optional.of(
            "%s against the margin %s: %s %% interval%s, p not inferior %s, p equivalent %s"
                .formatted(
                    row.contrast(),
                    margin,
                    Figure.percent(Math.round(confidence * 1e4) / 1e4),
                    Figure.interval(row.marginLower(), row.marginUpper()),
                    Figure.p(row.pNotInferior()),
                    Figure.p(row.pEquivalent())));
  }

  /** Of every difference that is primary, or that is declared. */
  private void claims(MetricContrasts metric) {
    for (ContrastRow row : metric.contrasts()) {
      Double probability = row.falseClaim();
      boolean claimed =
          row.verdict().equals("first better") || row.verdict().equals("second better");
      if (probability != null && (metric.primary() || claimed)) {
        lines.add(
            "- %s: the claim that the %s outperforms is false with a posterior probability of %s"
                .formatted(
                    row.contrast(),
                    isFirstAhead(metric, row) ? "first" : "second",
                    Figure.p(probability)));
      }
    }
  }

  private static boolean isFirstAhead(MetricContrasts metric, ContrastRow row) {
    return row.difference() > 0 == Metric.ofKey(metric.metric()).higherIsBetter();
  }

  private void precision(MetricContrasts metric) {
    double largest = 0;
    for (ContrastRow row : metric.contrasts()) {
      Double precision = row.precision();
      largest = Math.max(largest, precision == null ? 0 : precision);
    }
    if (largest > 0) {
      lines.add(
          "With this test set and family, true differences of "
              + Figure.shown(largest)
              + " would be found with a power of 80 %.");
    }
  }

  private void calibration() {
    List<ModelCalibration> models = evaluation.calibration();
    if (models.isEmpty()) {
      return;
    }
    lines.add("");
    lines.add("Probabilities as they are -> calibrated; no intervals");
    lines.add("");
    List<String> keys = Figure.calibrationKeys(models);
    line("Model", keys);
    line("---", Collections.nCopies(keys.size(), "---"));
    models.forEach(
        of -> line(of.model(), keys.stream().map(key -> Figure.calibration(of, key)).toList()));
  }

  private void subgroups() {
    Map<String, List<ModelSubgroups>> byAttribute = new LinkedHashMap<>();
    for (ModelSubgroups of : evaluation.subgroups()) {
      byAttribute.computeIfAbsent(of.attribute(), key -> new ArrayList<>()).add(of);
    }
    byAttribute.forEach(
        (attribute, models) -> {
          List<Part> parts = models.get(0).parts();
          lines.add("");
          lines.add(models.get(0).metric() + " by " + attribute);
          lines.add("");
          List<String> header = new ArrayList<>();
          parts.forEach(part -> header.add(part.value() + " (" + part.images() + ")"));
          header.add("largest gap");
          line("Model", header);
          line("---", Collections.nCopies(header.size(), "---"));
          models.forEach(of -> line(of.model(), subgroupCells(of)));
          models.forEach(of -> variation(of));
          if (models.get(0).imagesWithoutValue() > 0) {
            lines.add("- " + models.get(0).imagesWithoutValue() + " images have no " + attribute);
          }
        });
  }

  private void curves() {
    for (CurveTables.Table table : CurveTables.of(evaluation)) {
      lines.add("");
      lines.add(table.title());
      lines.add("");
      List<String> header = table.header();
      line(header.getFirst(), header.subList(1, header.size()));
      line("---", Collections.nCopies(header.size() - 1, "---"));
      table.rows().forEach(row -> line(row.getFirst(), row.subList(1, row.size())));
    }
    List<String> findings = CurveTables.findings(evaluation);
    if (!findings.isEmpty()) {
      lines.add("");
      findings.forEach(finding -> lines.add("- " + finding));
    }
  }

  private void variation(ModelSubgroups of) {
    Evaluation.Variation between = of.heterogeneity();
    if (between != null) {
      lines.add(
          "- %s: over %d groups mean %s%s, sd between groups %s, I2 %s %%, p of equal groups %s; a further group is expected in%s (random effects)"
              .formatted(
                  of.model(),
                  between.groups(),
                  Figure.shown(between.mean()),
                  Figure.interval(between.lower(), between.upper()),
                  Figure.shown(between.betweenSd()),
                  Math.round(100 * between.share()),
                  Figure.p(between.p()),
                  Figure.interval(between.predictedLower(), between.predictedUpper())));
    }
  }

  private static List<String> subgroupCells(ModelSubgroups of) {
    List<String> cells = new ArrayList<>();
    for (Part part : of.parts()) {
      Double point = part.point();
      cells.add(
          point == null
              ? "n/a"
              : Figure.shown(point) + Figure.interval(part.lower(), part.upper()));
    }
    Double gap = of.gap();
    cells.add(
        gap == null
            ? "none: " + of.reason()
            : Figure.shown(gap)
                + ", "
                + of.highest()
                + " over "
                + of.lowest()
                + ", p "
                + Figure.p(of.p()));
    return cells;
  }

  private static String rank(Rank rank) {
    return rank.model()
        + " "
        + (rank.best() == rank.worst() ? "" + rank.best() : rank.best() + "-" + rank.worst());
  }

  private void notes() {
    lines.add("");
    lines.add(
        "%d images%s: %s. %s %% intervals, %d resamples of %ss, seed %d."
            .formatted(
                evaluation.images(),
                evaluation.groupColumn() == null
                    ? ""
                    : " of " + evaluation.groups() + " groups (" + evaluation.groupColumn() + ")",
                evaluation.imagesOfClass().entrySet().stream()
                    .map(e -> e.getKey() + " " + e.getValue())
                    .collect(Collectors.joining(", ")),
                Figure.percent(evaluation.confidence()),
                evaluation.resamples(),
                evaluation.unit(),
                evaluation.seed()));
    Set<String> notes = new LinkedHashSet<>(evaluation.notes());
    Evaluation.Comparison comparison = evaluation.comparison();
    if (comparison != null) {
      notes.addAll(comparison.notes());
    }
    for (Model model : evaluation.models()) {
      for (String key : shown) {
        MetricValue value = model.of(key);
        if (value != null) {
          notes.addAll(Figure.notes(model.name(), value));
        }
      }
    }
    notes.forEach(note -> lines.add("- " + note));
  }

  private void line(String first, List<String> rest) {
    lines.add(row(first, rest));
  }

  /** A row of a table. */
  static String row(String first, List<String> rest) {
    return "| "
        + escape(first)
        + " | "
        + rest.stream().map(EvaluationText::escape).collect(Collectors.joining(" | "))
        + " |";
  }

  private static String escape(String text) {
    return text.replace("|", "\\|");
  }
}
