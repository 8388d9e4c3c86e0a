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
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation of several findings per image as LaTeX tables (booktabs): one per metric, and the
 * differences of the primary metric.
 */
public final class FindingsLatex {
  private FindingsLatex() {}

  public static String of(FindingsDocument document) {
    StringBuilder out = new StringBuilder("% needs \\usepackage{booktabs}\n");
    document.shown().forEach(metric -> values(out, document, metric));
    document.leftOut().forEach(note -> EvaluationLatex.comment(out, note));
    document.notes().forEach(note -> EvaluationLatex.comment(out, note));
    @Nullable Comparison comparison = document.comparison();
    if (comparison != null) {
      differences(out, document, comparison);
    }
    return out.toString();
  }

  private static void values(StringBuilder out, FindingsDocument document, String metric) {
    List<String> header = new ArrayList<>(List.of("Present", "Known"));
    document.models().forEach(model -> header.add(model.name()));
    EvaluationLatex.begin(out, header.size());
    EvaluationLatex.row(out, "Finding", header);
    out.append("\\midrule\n");
    for (int f = 0; f < document.findings().size(); f++) {
      Finding finding = document.findings().get(f);
      List<String> cells = new ArrayList<>();
      cells.add(Integer.toString(finding.present()));
      cells.add(Integer.toString(finding.known()));
      for (Model model : document.models()) {
        cells.add(Figure.of(model.findings().get(f).of(metric)));
      }
      EvaluationLatex.row(out, finding.finding(), cells);
    }
    out.append("\\midrule\n");
    List<String> cells = new ArrayList<>(List.of("", ""));
    document.models().forEach(model -> cells.add(Figure.of(model.mean(metric))));
    EvaluationLatex.row(out, document.mean(), cells);
    EvaluationLatex.end(out, "%s: %s.".formatted(Metric.ofKey(metric).label(), document.about()));
  }

  private static void differences(
      StringBuilder out, FindingsDocument document, Comparison comparison) {
    MetricDifferences metric = comparison.metrics().getFirst();
    comparison.notes().forEach(note -> EvaluationLatex.comment(out, note));
    metric.notes().forEach(note -> EvaluationLatex.comment(out, note));
    if (metric.rows().isEmpty()) {
      return;
    }
    String label = Metric.ofKey(metric.metric()).label();
    EvaluationLatex.begin(out, 6);
    EvaluationLatex.row(
        out,
        "Finding",
        List.of("Contrast", "Difference in " + label, "Test", "p", "Adjusted p", "Verdict"));
    out.append("\\midrule\n");
    metric.rows().forEach(row -> difference(out, row));
    out.append("\\midrule\n");
    metric.rowsOfMeans(document.mean()).forEach(row -> difference(out, row));
    EvaluationLatex.end(
        out,
        "Differences in %s, %s in each finding, with simultaneous intervals; p adjusted by %s over %d differences, and over those of the means apart."
            .formatted(label, comparison.family(), comparison.adjustedBy(), metric.rows().size()));
    metric
        .rows()
        .forEach(
            row ->
                row.contrast()
                    .notes()
                    .forEach(
                        note ->
                            EvaluationLatex.comment(
                                out,
                                "%s, %s: %s"
                                    .formatted(row.finding(), row.contrast().contrast(), note))));
  }

  private static void difference(StringBuilder out, Row row) {
    ContrastRow of = row.contrast();
    EvaluationLatex.row(
        out,
        row.finding(),
        List.of(
            of.contrast(),
            Figure.signed(of.difference())
                + Figure.interval(of.simultaneousLower(), of.simultaneousUpper()),
            of.test(),
            Figure.p(of.p()),
            Figure.p(of.adjustedP()),
            of.verdict()));
  }
}
