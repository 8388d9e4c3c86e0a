// SPDX-License-Identifier: Apache-2.0
package dev.assay.cli.evaluate;

import dev.assay.cli.evaluate.Evaluation.Comparison;
import dev.assay.cli.evaluate.Evaluation.ContrastRow;
import dev.assay.cli.evaluate.Evaluation.MetricContrasts;
import dev.assay.cli.evaluate.Evaluation.Model;
import dev.assay.cli.evaluate.Evaluation.ModelCalibration;
import dev.assay.latex.LatexText;
import dev.assay.statistics.metrics.Metric;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An evaluation as LaTeX tables (booktabs): the models, the effect of calibration on their
 * probabilities, and the contrasts of the primary metric.
 */
public final class EvaluationLatex {
  private EvaluationLatex() {}

  /**
   * @param wanted keys of the metrics in the first table
   */
  public static String of(Evaluation evaluation, List<String> wanted) {
    List<String> shown =
        wanted.stream()
            .filter(key -> evaluation.models().stream().anyMatch(m -> m.of(key) != null))
            .toList();
    StringBuilder out = new StringBuilder("% needs \\usepackage{booktabs}\n");
    models(out, evaluation, shown);
    calibration(out, evaluation.calibration());
    @Nullable Comparison comparison = evaluation.comparison();
    if (comparison != null) {
      contrasts(out, comparison.metrics().get(0), comparison);
    }
    return out.toString();
  }

  private static void models(StringBuilder out, Evaluation evaluation, List<String> shown) {
    begin(out, shown.size());
    row(out, "Model", shown.stream().map(key -> label(evaluation, key)).toList());
    out.append("\\midrule\n");
    for (Model model : evaluation.models()) {
      row(out, model.name(), shown.stream().map(key -> Figure.of(model.of(key))).toList());
    }
    String groups =
        evaluation.groupColumn() == null
            ? ""
            : ", " + evaluation.groups() + " groups (" + evaluation.groupColumn() + ")";
    end(
        out,
        "%d images%s. %s %% intervals, %d resamples of %ss; a model's notes are in the JSON."
            .formatted(
                evaluation.images(),
                groups,
                Figure.percent(evaluation.confidence()),
                evaluation.resamples(),
                evaluation.unit()));
    evaluation.notes().forEach(note -> comment(out, note));
  }

  private static void calibration(StringBuilder out, List<ModelCalibration> models) {
    if (models.isEmpty()) {
      return;
    }
    List<String> keys = Figure.calibrationKeys(models);
    begin(out, keys.size());
    row(out, "Model", keys);
    out.append("\\midrule\n");
    models.forEach(
        of -> row(out, of.model(), keys.stream().map(key -> Figure.calibration(of, key)).toList()));
    end(out, "Probabilities as they are -> calibrated; no intervals.");
  }

  private static void contrasts(StringBuilder out, MetricContrasts metric, Comparison comparison) {
    comparison.notes().forEach(note -> comment(out, note));
    metric.notes().forEach(note -> comment(out, note));
    if (metric.contrasts().isEmpty()) {
      return;
    }
    begin(out, 5);
    row(
        out,
        "Contrast",
        List.of(
            "Difference in " + Metric.ofKey(metric.metric()).label(),
            "Test",
            "p",
            "Adjusted p",
            "Verdict"));
    out.append("\\midrule\n");
    for (ContrastRow contrast : metric.contrasts()) {
      row(
          out,
          contrast.contrast(),
          List.of(
              Figure.signed(contrast.difference())
                  + Figure.interval(contrast.simultaneousLower(), contrast.simultaneousUpper()),
              contrast.test(),
              Figure.p(contrast.p()),
              Figure.p(contrast.adjustedP()),
              contrast.verdict()));
    }
    end(
        out,
        "Differences in %s, %s, with simultaneous intervals; p adjusted by %s, contrasts: %d."
            .formatted(
                metric.metric(),
                comparison.family(),
                comparison.adjustedBy(),
                metric.contrasts().size()));
    metric
        .contrasts()
        .forEach(row -> row.notes().forEach(note -> comment(out, row.contrast() + ": " + note)));
  }

  static void begin(StringBuilder out, int columns) {
    out.append("\\begin{table}[ht]\n\\centering\n\\begin{tabular}{l")
        .append("l".repeat(columns))
        .append("}\n\\toprule\n");
  }

  static void row(StringBuilder out, String first, List<String> rest) {
    out.append(LatexText.of(first).replace(" - ", " $-$ "))
        .append(" & ")
        .append(rest.stream().map(EvaluationLatex::number).collect(Collectors.joining(" & ")))
        .append(" \\\\\n");
  }

  /** A minus is a minus and not a hyphen; a bracket after the end of a row is text. */
  private static String number(String plain) {
    return LatexText.of(plain).replaceAll("(^|[\\s{}])-(?=\\d)", "$1\\$-\\$");
  }

  private static String label(Evaluation evaluation, String key) {
    Metric metric = Metric.ofKey(key);
    return metric == Metric.AUROC && evaluation.classes().size() > 2
        ? Metric.AUROC_OVR_MACRO.label()
        : metric.label();
  }

  static void end(StringBuilder out, String caption) {
    out.append("\\bottomrule\n\\end{tabular}\n\\caption{")
        .append(LatexText.of(caption))
        .append("}\n\\end{table}\n");
  }

  static void comment(StringBuilder out, String note) {
    out.append("% ").append(LatexText.comment(note)).append('\n');
  }
}
