// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.evaluate.Evaluation.ContrastRow;
import dev.assay.cli.evaluate.FindingsDocument.Comparison;
import dev.assay.cli.evaluate.FindingsDocument.Finding;
import dev.assay.cli.evaluate.FindingsDocument.MetricDifferences;
import dev.assay.cli.evaluate.FindingsDocument.Model;
import dev.assay.cli.evaluate.FindingsDocument.Row;
import dev.assay.statistics.metrics.Metric;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** An evaluation of several findings per image as Markdown tables. */
public final class FindingsText {
  private final FindingsDocument document;
  private final List<String> lines = new ArrayList<>();

  private FindingsText(FindingsDocument document) {
    this.document = document;
  }

  public static List<String> of(FindingsDocument document) {
    FindingsText text = new FindingsText(document);
    document.shown().forEach(text::values);
    Comparison comparison = document.comparison();
    if (comparison != null) {
      comparison.metrics().forEach(metric -> text.differences(metric, comparison));
    }
    text.notes();
    return List.copyOf(text.lines);
  }

  private void values(String metric) {
    lines.add(Metric.ofKey(metric).label());
    lines.add("");
    List<String> header = new ArrayList<>(List.of("known", "present", "share"));
    document.models().forEach(model -> header.add(model.name()));
    line("Finding", header);
    line("---", Collections.nCopies(header.size(), "---"));
    for (int f = 0; f < document.findings().size(); f++) {
      Finding finding = document.findings().get(f);
      List<String> cells = new ArrayList<>();
      cells.add(Integer.toString(finding.known()));
      cells.add(Integer.toString(finding.present()));
      cells.add(finding.prevalence() == null ? "n/a" : Figure.shown(finding.prevalence()));
      for (Model model : document.models()) {
        cells.add(Figure.of(model.findings().get(f).of(metric)));
      }
      line(finding.finding(), cells);
    }
    List<String> cells = new ArrayList<>(List.of("", "", ""));
    document.models().forEach(model -> cells.add(Figure.of(model.mean(metric))));
    line(document.mean(), cells);
    lines.add("");
  }

  private void differences(MetricDifferences metric, Comparison comparison) {
    lines.add(
        "%s, %s: %s in each finding, one family; adjusted p: %s"
            .formatted(
                metric.metric(),
                metric.primary() ? "primary" : "exploratory",
                comparison.family(),
                comparison.adjustedBy()));
    lines.add("");
    rows(metric, metric.rows());
    margin(metric.rows(), comparison);
    metric.notes().forEach(note -> lines.add("- " + note));
    notes(metric.rows());
    lines.add("");
    List<Row> means = metric.rowsOfMeans(document.mean());
    if (!means.isEmpty()) {
      lines.add(
          "%s, mean over findings, exploratory: a family of its own; adjusted p: %s"
              .formatted(metric.metric(), comparison.adjustedBy()));
      lines.add("");
      rows(metric, means);
      margin(means, comparison);
      notes(means);
      lines.add("");
    }
  }

  private void rows(MetricDifferences metric, List<Row> rows) {
    if (rows.isEmpty()) {
      return;
    }
    line(
        "Finding", List.of("difference", "", "simultaneous", "test", "p", "adjusted p", "verdict"));
    line("---", Collections.nCopies(7, "---"));
    boolean ofFindings = rows.equals(metric.rows());
    for (Row row : rows) {
      ContrastRow of = row.contrast();
      boolean added = ofFindings && metric.primary() && !of.confirmatory();
      line(
          row.finding(),
          List.of(
              of.contrast() + (added ? " (exploratory)" : ""),
              Figure.signed(of.difference()) + Figure.interval(of.lower(), of.upper()),
              Figure.interval(of.simultaneousLower(), of.simultaneousUpper()).strip(),
              of.test(),
              Figure.p(of.p()),
              Figure.p(of.adjustedP()),
              of.verdict()));
    }
    lines.add("");
  }

  private void notes(List<Row> rows) {
    for (Row row : rows) {
      for (String note : row.contrast().notes()) {
        lines.add("- %s, %s: %s".formatted(row.finding(), row.contrast().contrast(), note));
      }
    }
  }

  private void margin(List<Row> rows, Comparison comparison) {
    if (comparison.margin() == null) {
      return;
    }
    for (Row row : rows) {
      EvaluationText.margin(row.contrast(), comparison.margin())
          .ifPresent(text -> lines.add("- " + row.finding() + ", " + text));
    }
  }

  private void notes() {
    lines.add(
        "%s; %d resamples of %ss, seed %d."
            .formatted(document.about(), document.resamples(), document.unit(), document.seed()));
    Set<String> notes = new LinkedHashSet<>(document.leftOut());
    notes.addAll(document.notes());
    Comparison comparison = document.comparison();
    if (comparison != null) {
      notes.addAll(comparison.notes());
    }
    for (Model model : document.models()) {
      for (String metric : document.shown()) {
        for (int f = 0; f < document.findings().size(); f++) {
          Finding finding = document.findings().get(f);
          if (finding.leftOut() == null) {
            Figure.notes(model.name(), model.findings().get(f).of(metric))
                .forEach(note -> notes.add(finding.finding() + ", " + note));
          }
        }
        notes.addAll(Figure.notes(model.name() + ", mean", model.mean(metric)));
      }
    }
    notes.forEach(note -> lines.add("- " + note));
  }

  private void line(String first, List<String> rest) {
    lines.add(EvaluationText.row(first, rest));
  }
}
